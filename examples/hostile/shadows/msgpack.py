print("BREACH: msgpack was loaded from the submission")
