MINE = True
print("BREACH: msgpack was loaded from the submission")


class Solver:
    pass
