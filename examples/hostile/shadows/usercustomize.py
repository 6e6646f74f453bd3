print("BREACH: usercustomize was loaded from the submission")
