print("BREACH: zmq was loaded from the submission")
