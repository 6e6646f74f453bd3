"""What goes into the sandbox with the submission: the launcher, and the confinement it applies.

The only part of the harness that the participant's environment contains, so it depends on the
standard library alone. It is run as a folder, ``python -I -S PATH/participant CONFIG``, with the
import path that the submission may use beside it. Everything here runs before the submission's
first line.
"""
