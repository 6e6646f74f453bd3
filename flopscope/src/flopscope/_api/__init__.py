"""The public interface as objects: functions, methods, ufuncs, budget contexts, printing, random objects."""
