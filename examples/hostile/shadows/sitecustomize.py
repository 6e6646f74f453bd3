print("BREACH: sitecustomize was loaded from the submission")
