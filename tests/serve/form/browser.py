"""What a browser would send of a form: its successful controls, in the order of the page."""

from html.parser import HTMLParser

VOID = {"input", "option"}


class _Controls(HTMLParser):
    def __init__(self):
        super().__init__()
        self.sent = []
        self.labels, self.ids, self.described = set(), [], set()
        self.inputs = []
        self._select = self._textarea = None
        self._in_label = 0

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        if "id" in facts:
            self.ids.append(facts["id"])
        self.described |= set((facts.get("aria-describedby") or "").split())
        if tag == "label":
            self._in_label += 1
            self.labels.add(facts.get("for"))
        if tag in ("input", "select", "textarea") and facts.get("type") != "hidden":
            self.inputs.append((facts.get("id"), bool(self._in_label)))
        match tag:
            case "input" if facts.get("type") in ("checkbox", "radio"):
                if "checked" in facts:
                    self.sent.append((facts["name"], facts["value"]))
            case "input":
                self.sent.append((facts["name"], facts.get("value") or ""))
            case "select":
                self._select = (facts["name"], [])
            case "option" if self._select:
                self._select[1].append((facts["value"], "selected" in facts))
            case "textarea":
                self._textarea = (facts["name"], [])

    def handle_data(self, data):
        if self._textarea:
            self._textarea[1].append(data)

    def handle_endtag(self, tag):
        if tag == "label":
            self._in_label -= 1
        if tag == "select":
            name, options = self._select
            self.sent.append((name, next((value for value, chosen in options if chosen), options[0][0])))
            self._select = None
        if tag == "textarea":
            name, parts = self._textarea
            self.sent.append((name, "".join(parts).removeprefix("\n").replace("\n", "\r\n")))
            self._textarea = None


def parsed(page):
    """The controls of a page, with its labels, ids and descriptions."""
    controls = _Controls()
    controls.feed(page)
    return controls


def sent(page):
    """Names and values as a browser posts them."""
    return tuple(parsed(page).sent)
