"""The spec compiler: schemas/ in, C tables out. Each module has one job; compile.py runs them."""
