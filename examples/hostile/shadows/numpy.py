print("BREACH the submission's numpy was imported by ours")
