"""A vpdn.so that asks pppd for a symbol which it does not have."""


def plugin_lacking(symbol, plugin, path):
    """Copies the plugin; in the copy's table of dynamic symbols the last letter of the name is another. Returns `path`."""
    with open(plugin, "rb") as file:
        image = file.read()
    before, name, after = image.partition(b"\0" + symbol.encode() + b"\0")  # .dynstr is before all other texts
    assert name, f"{plugin} does not need {symbol}"
    with open(path, "wb") as file:
        file.write(before + name[:-2] + b"?\0" + after)
    return path
