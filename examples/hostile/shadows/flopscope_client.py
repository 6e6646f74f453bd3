print("BREACH: flopscope_client was loaded from the submission")
