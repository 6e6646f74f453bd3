MINE = True
print("BREACH: flopscope was loaded from the submission")


class Solver:
    pass
