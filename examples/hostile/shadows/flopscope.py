print("BREACH: flopscope was loaded from the submission")
