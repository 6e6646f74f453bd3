MINE = True
print("BREACH: flopscope_client was loaded from the submission")


class Solver:
    pass
