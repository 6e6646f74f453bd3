"""The asserts of :mod:`flopscope.numpy.testing`; what they compare is counted as any other operation."""
