MINE = True
print("BREACH: adapter was loaded from the submission")


class Solver:
    pass
