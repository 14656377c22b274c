"""The rules about programs that use the workbench: codes W101–W108, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("W101", Severity.REFUSE)
class TokenFirst(Finding):
    """A program asked without a token.

    Programs send ``Authorization: Bearer …`` with a token that a person made under “My settings”. The session of a
    browser does not count here, so that no page of another site can make a browser act in its reader's name.
    """

    says = "No token came with this request."
    why = "A program acts in the name of a person, and has to say of whom."
    act = "Make a token under “My settings”, and send it in the header Authorization, after the word Bearer."


@rule("W102", Severity.REFUSE)
class KeyUsedOtherwise(Finding):
    """An Idempotency-Key was sent again with another request.

    A program that does not know whether its request arrived sends it again with the same key: then it is carried out
    once, and the first reply is given again for a day. A key belongs to one request and never to another.
    """

    says = "The Idempotency-Key of this request was used for another one."
    why = "It is not clear which of the two was meant."
    act = "Send a new key with each new request; a random one such as a UUID is good."


@rule("W103", Severity.REFUSE)
class NoSuchPlace(Finding):
    """A list was to go on after something that is not in it.

    The field ``next`` of a page of a list says where the next one begins; it is sent as ``after`` with the same
    address. What it names may have been deleted since.
    """

    says = "The list cannot go on after “{after}”."
    why = "Nothing of this name is in the list now."
    act = "Begin the list again, without “after”."
    after: str


@rule("W104", Severity.REFUSE)
class NothingSent(Finding):
    """A file was to be added, and its bytes did not come.

    The file is the body of the request, as it is; its name stands in the address.
    """

    says = "The request has no body: the file is missing."
    why = "Without rows there is nothing to look at."
    act = "Send the bytes of the file as the body of the request."


@rule("W105", Severity.REFUSE)
class OtherMethod(Finding):
    """An address was asked in a way that it does not know, such as POST where it only reads.

    The description of the API says which methods each address takes.
    """

    says = "This address does not take {method}."
    why = "Nothing was done."
    act = "See the description of the API at /api."
    method: str


@rule("W106", Severity.REFUSE)
class Unreachable(Finding):
    """The workbench at an address does not answer.

    The server may not run, the address may be incomplete (a path of a reverse proxy belongs to it), or a firewall
    stands in between. Whether a request that was under way was carried out is not known; sent again by the same call it
    is carried out once.
    """

    says = "The workbench at {url} does not answer: {because}."
    why = "Without it there are no projects, data and answers."
    act = "Open the address in a browser, and check it."
    url: str
    because: str


@rule("W107", Severity.REFUSE)
class ForeignReply(Finding):
    """What answered at an address is no workbench of a version that is understood.

    A proxy that asks for a password of its own, or a workbench that is much newer, replies in this way.
    """

    says = "What answers at {url} is no workbench that is understood here (status {status})."
    why = "Its replies cannot be read."
    act = "Check the address, and use a version of sanhak that fits the workbench."
    url: str
    status: int


@rule("W108", Severity.REFUSE)
class JobStopped(Finding):
    """A job was stopped by somebody before it brought an answer.

    Whoever may ask in a project may also stop what it asked.
    """

    says = "The job was stopped before it brought an answer."
    why = "There is nothing to be fetched."
    act = "Ask again."
