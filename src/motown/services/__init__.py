"""The services of the open standard, version 1, one file each; an add-on like any other."""
