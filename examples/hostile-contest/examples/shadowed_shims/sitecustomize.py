MINE = True
print("BREACH: sitecustomize was loaded from the submission")


class Solver:
    pass
