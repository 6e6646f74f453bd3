"""What can go wrong with images. Each message says what to do about it."""

from __future__ import annotations


class ImageError(Exception):
    """The images are not there and could not be built."""


class SourcesMissing(ImageError):
    """There is nothing to build the images from."""


class WheelError(ImageError):
    """A wheel could not be built or downloaded."""


class BaseImageMissing(ImageError):
    """No base image is here, none can be pulled, and none can be made."""


class BuildFailed(ImageError):
    """The Docker engine reported an error during the build."""
