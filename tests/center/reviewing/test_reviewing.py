"""From applications to scores: made blind, kept from conflicts, assigned, reviewed."""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy import select

from center.reviewing import making_files as make
from center.reviewing.calling import TOPICS, attach, in_review, prepared, restated, review_by
from sanhak.center import events, projects
from sanhak.center.calls import schema as calling
from sanhak.center.reviewing import assigned, assigning, conflicts, passages, pool, preparing, proposing, seen, writing
from sanhak.center.reviewing.ground import ground
from sanhak.center.reviewing.passages import State
from sanhak.center.reviewing.scoring import scores
from sanhak.finding import Refusal

WHOLE = {"score-merit": "4", "score-plan": "3", "committee": "sound", "applicant": "well done", "confidence": "3"}


@pytest.fixture
def here(center, crowd):
    return in_review(center, crowd)


def refused(act, *given, **more) -> str:
    with pytest.raises(Refusal) as refusal:
        act(*given, **more)
    return refusal.value.findings[0].code


def taken(center, crowd, here):
    """The proposal, taken."""
    with center.database.writing() as rows:
        found = proposing.renew(rows, crowd["office"], here.id)[1]
        assigning.take(rows, crowd["office"], here.id, found.mark)
    return found


def assignment_of(rows, here, reviewer):
    return next(one for one in assigned.of_call(rows, here.id) if one.person == reviewer.id)


def test_the_proposal_fits_expertise_and_keeps_reviews_and_loads(center, crowd, here):
    found = taken(center, crowd, here)
    assert found.proved
    by = {}
    for pair in found.pairs:
        by.setdefault(pair.entry.number, []).append(pair)
    assert {number: len(pairs) for number, pairs in by.items()} == {1: 2, 2: 2, 3: 2}
    for k, topic in enumerate(TOPICS):
        best = max(by[k + 1], key=lambda pair: pair.affinity)
        assert best.reviewer.expertise == topic
        assert best.shared[0] in topic
    with center.database.reading() as rows:
        assert len(assigned.of_call(rows, here.id)) == 6
        assert events.broken(rows) is None
        given = ground(rows, crowd["office"], here.id)
        assert proposing.kept(rows, given).fresh, "it was taken, and nothing else has changed"
        assert proposing.kept(rows, given).new == 0, "what stands stays"


def test_a_proposal_that_has_changed_is_not_taken(center, crowd, here):
    office = crowd["office"]
    with center.database.writing() as rows:
        before = proposing.renew(rows, office, here.id)[1]
        pair = before.pairs[0]
        writing.conflicted(rows, pair.reviewer.person, here.id, pair.entry.application.id, "family", "")
        assert refused(assigning.take, rows, office, here.id, before.mark) == "C138"


def test_bids_move_the_proposal(center, crowd, here):
    office = crowd["office"]
    with center.database.writing() as rows:
        judge, (first, second, third) = here.reviewers[3], here.applications
        writing.bid(rows, judge, here.id, {first: "unwilling", second: "eager", third: "willing"})
        assert [one.key for one in writing.bidding(rows, judge, here.id)[1]] == ["unwilling", "eager", "willing"]
        writing.bid(rows, judge, here.id, {third: ""})
        given, found = proposing.renew(rows, office, here.id)
        assert given.bids[:, 3].tolist()[:2] == [0.1, 1.0]
        assert np.isnan(given.bids[2]).all()
    pair = next(p for p in found.pairs if p.reviewer.person.id == judge.id and p.entry.number == 2)
    assert pair.bid == 1.0


def test_a_change_has_its_price(center, crowd, here):
    with center.database.writing() as rows:
        given, found = proposing.renew(rows, crowd["office"], here.id)
        for pair in found.pairs:
            key = pair.entry.application.id, pair.reviewer.person.id
            price = proposing.price(rows, given, found, *key)
            assert (price.worst, price.total) <= (1e-9, np.inf)
            assert price.instead
            assert proposing.kept(rows, given).costs[key] == price, "it is solved once"
        assert refused(proposing.price, rows, given, found, "x", "y") == "C001"


def test_conflicts_are_found_with_their_facts(center, crowd, here):
    office, (one, two, three, four) = crowd["office"], here.reviewers
    with center.database.writing() as rows:
        rows.execute(
            calling.applications.update().where(calling.applications.c.id == here.applications[0])
            .values(values={"title": "t", "people": f"지도교수: {one.name} 교수, x@y.example", "plan": two.email})
        )  # fmt: skip
        project = projects.open_project(rows, crowd["manager"], title="Shared work").id
        projects.admit(rows, crowd["manager"], project, three.email, "guest")
        projects.admit(rows, crowd["manager"], project, here.applicants[1].email, "guest")
        review_by(rows, here.id, here.applicants[2])
        assert conflicts.infer(rows, office, here.id) >= 4
        assert conflicts.infer(rows, office, here.id) == 0, "found once"
        kinds = {(one_.application, one_.person): one_ for one_ in conflicts.of_call(rows, here.id)}
    first, second, third = here.applications
    assert kinds[first, one.id].reason == "named"
    assert kinds[first, two.id].reason == "named"
    assert kinds[second, three.id].reason == "project"
    assert kinds[third, here.applicants[2].id].reason == "self"
    assert "Shared work" in kinds[second, three.id].facts.render("en")
    assert (first, four.id) not in kinds


def test_the_same_laboratory_and_address(center, crowd):
    here = in_review(center, crowd, judges=3)
    with center.database.writing() as rows:
        from sanhak.center import schema

        people = schema.people
        rows.execute(people.update().where(people.c.id == here.reviewers[0].id)
                     .values(organisation=here.applicants[0].organisation, email="a@campus0.example"))  # fmt: skip
        rows.execute(calling.applications.update().where(calling.applications.c.id == here.applications[0])
                     .values(values={"title": "t", "laboratory": "증류 Column 연구실"}))  # fmt: skip
        conflicts.infer(rows, crowd["office"], here.id)
        found = {(one.application, one.person, one.reason) for one in conflicts.of_call(rows, here.id)}
    own = here.applications[0], here.reviewers[0].id
    assert {(*own, "laboratory"), (*own, "domain")} <= found
    assert not {one for one in found if one[:2] != own}


def test_an_earlier_application_together(center, crowd, here):
    from center.reviewing.calling import application, call

    with center.database.writing() as rows:
        before = call(rows, crowd["office"], "ended")
        application(rows, before, here.reviewers[2], 1, {"people": f"{here.applicants[0].name}, somebody"})
        conflicts.infer(rows, crowd["office"], here.id)
        (found,) = conflicts.of_call(rows, here.id)
    assert (found.application, found.person, found.reason) == (here.applications[0], here.reviewers[2].id, "together")


def test_conflicts_keep_apart_until_set_aside_with_a_reason(center, crowd, here):
    office, judge, first = crowd["office"], here.reviewers[0], here.applications[0]
    with center.database.writing() as rows:
        writing.conflicted(rows, judge, here.id, first, "coauthor", "one paper")
        (one,) = conflicts.of_call(rows, here.id)
        assert "one paper" in one.facts.render("ko")
        assert refused(assigning.add, rows, office, here.id, first, judge.id) == "C135"
        found = proposing.renew(rows, office, here.id)[1]
        assert (first, judge.id) not in {(p.entry.application.id, p.reviewer.person.id) for p in found.pairs}
        assert refused(conflicts.set_aside, rows, office, one.id, " ") == "C009"
        assert refused(conflicts.set_aside, rows, judge, one.id, "because") == "C001"
        conflicts.set_aside(rows, office, one.id, "ten years ago")
        assigning.add(rows, office, here.id, first, judge.id)
        told = events.latest(rows, limit=2)[1]
    assert (told.act, told.facts["because"]) == ("conflict.overridden", "ten years ago")


def test_nobody_reviews_their_own(center, crowd, here):
    with center.database.writing() as rows:
        review_by(rows, here.id, here.applicants[0])
        conflicts.infer(rows, crowd["office"], here.id)
        own = next(one for one in conflicts.of_call(rows, here.id) if one.reason == "self")
        assert refused(conflicts.set_aside, rows, crowd["office"], own.id, "why not") == "C136"
        assert here.applications[0] not in [
            one.application for one in writing.bidding(rows, here.applicants[0], here.id)[1]
        ]


def test_declining_proposes_somebody_else(center, crowd, here):
    office = crowd["office"]
    taken(center, crowd, here)
    with center.database.writing() as rows:
        one = assignment_of(rows, here, here.reviewers[0])
        writing.decline(rows, here.reviewers[0], one.id, "", "")
        assert refused(seen.see, rows, here.reviewers[0], one.id) == "C001"
        given, found = proposing.renew(rows, office, here.id)
        entry = next(entry for entry in given.entries if entry.application.id == one.application)
        others = assigning.replacements(rows, given, entry)
        assert here.reviewers[0].id not in [pair.reviewer.person.id for pair in others]
        assert found.new == 1
        assigning.add(rows, office, here.id, one.application, others[0].reviewer.person.id)
        assert proposing.renew(rows, office, here.id)[1].new == 0


def test_what_cannot_be_assigned_is_refused(center, crowd, here):
    office, first = crowd["office"], here.applications[0]
    with center.database.writing() as rows:
        assert refused(ground, rows, crowd["engineer"], here.id) == "C002"
        assert refused(assigning.add, rows, office, here.id, "x", here.reviewers[0].id) == "C001"
        assert refused(assigning.add, rows, office, here.id, first, crowd["engineer"].id) == "C145"
        pool.name(rows, office, here.id, address=here.reviewers[0].email, expertise="x", load="0")
        assert refused(assigning.add, rows, office, here.id, first, here.reviewers[0].id) == "C137"
        restated(rows, here.id, "selection")
        assert refused(assigning.add, rows, office, here.id, first, here.reviewers[1].id) == "C134"
        for one in here.reviewers:
            pool.drop(rows, office, here.id, one.id)
        assert refused(ground, rows, office, here.id) == "C144"


def test_reviewers_are_named_and_dropped(center, crowd, here):
    office = crowd["office"]
    with center.database.writing() as rows:
        for address, code in (("x", "C008"), ("nobody@example.org", "C016"), ("auditor@example.org", "C133")):
            assert refused(pool.name, rows, office, here.id, address=address, expertise="", load="") == code
        assert (
            refused(pool.name, rows, office, here.id, address="engineer@example.org", expertise="", load="few")
            == "C014"
        )
        pool.name(rows, office, here.id, address="engineer@example.org", expertise="kinetics", load="7")
        mine = next(one for one in pool.reviewers(rows, pool.running(rows, office, here.id)) if one.own)
        assert (mine.most, mine.expertise) == (7, "kinetics")
        assert [one.id for one in writing.calls(rows, crowd["engineer"])] == [here.id]
        pool.drop(rows, office, here.id, crowd["engineer"].id)
        assert refused(pool.drop, rows, office, here.id, crowd["engineer"].id) == "C001"


def test_a_review_is_drafted_handed_in_and_changed_until_the_end(center, crowd, here):
    office, judge = crowd["office"], here.reviewers[0]
    taken(center, crowd, here)
    with center.database.writing() as rows:
        one = assignment_of(rows, here, judge)
        writing.write(rows, judge, one.id, {"score-merit": "4", "committee": "first thoughts"})
        assert np.isnan(scores(rows, office, here.id).total).all(), "a draft counts nothing"
        assert refused(writing.write, rows, judge, one.id, {"score-merit": "4"}, hand_in=True) == "C139"
        for given in ("9", "2.5", "much"):
            assert refused(writing.write, rows, judge, one.id, {"score-merit": given}) == "C140"
        writing.write(rows, judge, one.id, WHOLE, hand_in=True)
        assert refused(writing.write, rows, judge, one.id, {}) == "C139", "what was handed in stays whole"
        writing.write(rows, judge, one.id, WHOLE | {"score-plan": "5"})
        assert refused(writing.decline, rows, judge, one.id, "", "") == "C141"
        assert refused(assigning.remove, rows, office, one.id) == "C141"
        found = scores(rows, office, here.id)
        row, column = found.applications.index(one.application), found.reviewers.index(judge.id)
        assert found.total[row, column] == pytest.approx((2 * 4 + 5) / 3)
        assert found.by_criterion[row, column].tolist() == [4, 5]
        assert found.confidence[row, column] == 3
        restated(rows, here.id, "selection")
        assert refused(writing.write, rows, judge, one.id, WHOLE) == "C134"
        assert writing.review(rows, judge, one.id).applicant == "well done"
        assert refused(scores, rows, judge, here.id) == "C002"


def test_nobody_reads_the_reviews_of_others(center, crowd, here):
    taken(center, crowd, here)
    with center.database.writing() as rows:
        one = assignment_of(rows, here, here.reviewers[0])
        for person in (*here.reviewers[1:], *here.applicants, crowd["office"], crowd["administrator"]):
            for act in (seen.see, writing.review):
                assert refused(act, rows, person, one.id) == "C001"
            assert refused(writing.write, rows, person, one.id, WHOLE) == "C001"
        writing.conflicted(rows, here.reviewers[0], here.id, one.application, "family", "")
        assert refused(seen.see, rows, here.reviewers[0], one.id) == "C001", "a conflict has come between"


def test_files_wait_until_they_are_blind_and_looked_at(center, crowd, here):
    office, judge = crowd["office"], here.reviewers[0]
    taken(center, crowd, here)
    with center.database.writing() as rows:
        one = assignment_of(rows, here, judge)
        applicant = next(p for p, a in zip(here.applicants, here.applications, strict=True) if a == one.application)
        clean, named, _ = (
            attach(rows, center, one.application, "files", f"{applicant.name}.pdf", content)
            for content in (make.hwpx(applicant.name), make.hwpx("x", f"by {applicant.name} 교수"), make.locked_pdf())
        )
        attach(rows, center, one.application, "card", "card.png", make.png("x"))
        shapes = [file.shape for file in seen.see(rows, judge, one.id).files]
        assert shapes == ["held", "held", "held"], "and a hidden file is no file at all"
    prepared(center, office, here.id)
    with center.database.writing() as rows:
        assert [file.shape for file in seen.see(rows, judge, one.id).files] == ["copy", "held", "left_out"]
        (finding,) = [read.finding for read in preparing.unreadable(preparing.of_call(rows, office, here.id))]
        assert finding.code == "C131"
        found = [passage for passage in passages.of_call(rows, office, here.id) if passage.file == named]
        assert found
        for passage in found:
            passages.decide(rows, office, passage.id, State.BLANKED)
        assert refused(passages.decide, rows, judge, passage.id, State.RELEASED) == "C001"
        shown = seen.file(rows, judge, one.id, 2)
        assert shown.shape == "words"
        assert applicant.name not in shown.words
        assert "██" in shown.words
        for passage in found:
            passages.decide(rows, office, passage.id, State.RELEASED)
        assert [file.shape for file in seen.see(rows, judge, one.id).files] == ["copy", "copy", "left_out"]
        assert refused(seen.file, rows, judge, one.id, 3) == "C001"
        assert refused(seen.file, rows, judge, one.id, 9) == "C001"
        key = rows.scalar(select(calling.application_files.c.blind).where(calling.application_files.c.id == clean))
        assert applicant.name.encode() not in center.blobs.read(key)
        call, old = preparing.again(rows, office, clean)
        assert (call, old) == (here.id, key)


def test_a_picture_waits_for_somebody_to_look(center, crowd, here):
    office, judge = crowd["office"], here.reviewers[0]
    taken(center, crowd, here)
    with center.database.writing() as rows:
        one = assignment_of(rows, here, judge)
        attach(rows, center, one.application, "files", "x.png", make.png("x"))
    prepared(center, office, here.id)
    with center.database.writing() as rows:
        (passage,) = [passage for passage in passages.of_call(rows, office, here.id) if passage.whole]
        assert seen.see(rows, judge, one.id).files[0].shape == "held"
        passages.decide(rows, office, passage.id, "blanked")
        assert seen.see(rows, judge, one.id).files[0].shape == "left_out"
        passages.decide(rows, office, passage.id, "released")
        shown = seen.see(rows, judge, one.id).files[0]
        assert (shown.shape, shown.name) == ("copy", f"application-{seen.see(rows, judge, one.id).number}-1-files.png")


def test_a_review_that_is_not_blind_shows_everything(center, crowd, here):
    taken(center, crowd, here)
    with center.database.writing() as rows:
        one = assignment_of(rows, here, here.reviewers[0])
        attach(rows, center, one.application, "files", "mine.png", make.png("x"))
        assert "연구실" not in str(seen.see(rows, here.reviewers[0], one.id))
        rows.execute(calling.calls.update().values(blind=False))
        shown = seen.see(rows, here.reviewers[0], one.id)
    assert "연구실" in str(shown)
    assert [(file.name, file.shape) for file in shown.files] == [("mine.png", "copy")]


def test_a_form_is_blanked_until_released(center, crowd, here):
    office, judge = crowd["office"], here.reviewers[0]
    taken(center, crowd, here)
    with center.database.writing() as rows:
        one = assignment_of(rows, here, judge)
        applicant = next(p for p, a in zip(here.applicants, here.applications, strict=True) if a == one.application)
        rows.execute(
            calling.applications.update().where(calling.applications.c.id == one.application)
            .values(values={"title": f"{applicant.name}의 계획", "plan": "p", "university": "Secret College"})
        )  # fmt: skip
        assert seen.see(rows, judge, one.id).title == "████의 계획"
        assert "Secret" not in str(seen.see(rows, judge, one.id))
    prepared(center, office, here.id)
    with center.database.writing() as rows:
        (passage,) = [p for p in passages.of_call(rows, office, here.id) if p.found == applicant.name]
        assert passage.after == "의 계획"
        passages.decide(rows, office, passage.id, "released")
        assert seen.see(rows, judge, one.id).title == f"{applicant.name}의 계획"
