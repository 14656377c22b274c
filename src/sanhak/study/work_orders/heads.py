"""Names of fields in exports of maintenance systems, Korean and English, and the words that stand in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sanhak.study.words import plain

HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "asset": ("설비", "설비번호", "설비명", "기기번호", "equipment", "equipment no", "equipment number", "asset", "tag",
              "tag no"),
    "location": ("기능위치", "기능위치번호", "functional location", "functional loc", "funct location", "func loc"),
    "order": ("오더", "오더번호", "작업오더", "작업오더번호", "order", "order no", "order number", "work order"),
    "order_type": ("오더유형", "오더타입", "작업오더유형", "order type", "ordertype", "work order type"),
    "notification": ("통지", "통지번호", "notification", "notification no", "notification number", "notifctn"),
    "notification_type": ("통지유형", "통지타입", "notification type", "notif type", "notifictn type", "notiftype"),
    "breakdown": ("고장", "고장표시", "고장지시자", "고장여부", "고장유무", "고장표시breakdown", "breakdown",
                  "breakdown indicator", "breakdown ind"),
    "status": ("시스템상태", "system status", "syststatus", "상태", "오더상태", "통지상태", "status"),
    "began": ("고장시작일시", "고장시작일", "고장시작일자", "고장시작", "고장발생일시", "고장발생일",
              "malfunction start", "malfunct start", "malfunction start date", "start of malfunction",
              "malfunction start time"),
    "ended": ("고장종료일시", "고장종료일", "고장종료일자", "고장종료", "고장복구일시", "malfunction end",
              "malfunct end", "malfunction end date", "end of malfunction"),
    "reported": ("통지일", "통지일자", "통지생성일", "접수일", "notification date", "notif date"),
    "planned": ("기본시작일", "기본시작일자", "기본개시일", "기본개시일자", "basic start date", "bas start date",
                "basic start"),
    "finished": ("실제종료일", "실제종료일자", "실제완료일", "완료일", "actual finish", "actual finish date",
                 "act finish date", "actual finish of order", "기본종료일", "basic finish date", "basic fin date"),
    "created": ("생성일", "작성일", "등록일", "created on", "일자", "날짜", "오더일자", "작업일", "작업일자", "발생일",
                "date", "order date"),
    "downtime": ("고장시간", "고장기간", "고장지속시간", "가동중단시간", "정지시간", "breakdown duration",
                 "breakdown dur", "downtime", "down time", "mttr"),
    "cause": ("원인코드텍스트", "원인코드내역", "원인내역", "원인텍스트", "cause code text", "cause text", "원인코드",
              "원인", "고장원인", "cause code", "cause", "failure mode"),
    "damage": ("손상코드텍스트", "손상코드내역", "손상내역", "damage code text", "damage text", "problem code text",
               "손상코드", "손상", "고장현상", "damage code", "damage"),
    "part": ("대상부위텍스트", "대상부위", "대상부위코드", "object part text", "object part", "object part code"),
    "activity": ("보전활동유형", "보전활동유형내역", "작업활동유형", "pm activity type", "maintenance activity type",
                 "maint activity type", "maintactivtype"),
    "cost": ("실제비용", "실적비용", "총실적비용", "총실제비용", "actual cost", "actual costs", "total actual costs",
             "tot act costs"),
}  # fmt: skip
"""Heads that mean a field; compared by letters and digits, the first that is there counts."""
SIGNS: Final = ("notification", "notification_type", "began", "planned")
"""Fields that only an export of a maintenance system has."""

MALFUNCTION: Final = "m2"
"""The type of notification that reports a malfunction."""
CORRECTIVE: Final = ("pm01", "사후", "고장", "돌발", "긴급", "비계획", "corrective", "breakdown", "emergency",
                     "unplanned", "malfunction", "failure", "repair", "수리")  # fmt: skip
PREVENTIVE: Final = ("pm0", "예방", "계획", "정기", "점검", "검사", "교정", "윤활", "예지", "개선", "preventive",
                     "planned", "inspection", "calibration", "lubrication", "routine", "predictive", "refurbish",
                     "m1", "m3")  # fmt: skip
RENEWED: Final = ("교체", "교환", "오버홀", "분해정비", "overhaul", "replace", "renew", "exchange")
CANCELLED: Final = ("dlfl", "dlt", "ncmp", "삭제", "취소", "반려", "미실행", "cancel", "delet", "reject")
DONE: Final = ("teco", "clsd", "cnf", "noco", "완료", "종료", "마감", "complete", "closed", "confirmed", "finished")
UNDONE: Final = ("crtd", "rel", "생성", "릴리스", "릴리즈", "미완료", "created", "released", "open", "osno", "nopr")
NOT_MARKED: Final = frozenset({"", "0", "n", "no", "false", "아니오", "아니요", "무", "없음"})
"""Cells of a mark of breakdown that say that there was none; every other cell says that there was one."""


def holds(word: str, words: tuple[str, ...]) -> bool:
    """Whether one of the words stands in one of the words of this cell."""
    return any(other in bare for bare in map(plain, word.split()) for other in words)
