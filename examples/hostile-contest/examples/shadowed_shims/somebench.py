MINE = True
print("BREACH: somebench was loaded from the submission")


class Solver:
    pass
