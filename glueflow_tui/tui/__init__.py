"""The live screen: the only home of textual and plotext."""
