"""What the rules rest on: law, circulars and 《政府收支分类科目》, as findings cite them, as data.

What an article says stands before 推论; what follows from it for a table stands behind, and is the tool's own.  Of 财预〔2016〕143号,
which binds local bodies, articles 3 and 4 were read; of 财预〔2015〕88号 and 财预〔2020〕10号 only that they exist, which the text says.
"""

from __future__ import annotations

from typing import Final

_OPEN: Final = "财预〔2016〕143号《地方预决算公开操作规程》"
_EXACT: Final = f"{_OPEN}第四条（地方）：公开及时，内容准确，形式规范；《预算法》第七十五条第一款（决算）：收支真实、数额准确、内容完整"
LEVELS: Final = (
    "《预算法》第三十二条：各部门、各单位按照政府收支分类科目编制预算，功能分类列类、款、项，经济分类列类、款。"
    "推论：类＝各款之和，款＝各项之和"
)
SUMS: Final = f"{_EXACT}。推论：合计等于各项之和"
BALANCE: Final = (
    "《预算法实施条例》第五条：部门预算支出与部门预算收入相对应；《预算法》第七十五条第一款（决算）：收支真实、数额准确、内容完整。"
    "推论：收入总计＝支出总计"
)
SAME_IN_TABLES: Final = f"{_EXACT}。推论：同一数字在各报表中相同"
TWO_CLASSIFICATIONS: Final = (
    "《预算法》第三十七条第一款：预算支出按其功能和经济性质分类编制。推论：二者反映同一支出"
)
SAME_IN_PROSE: Final = f"{_EXACT}。推论：说明与报表的同一数字相同"
COMPLETE_AND_EXACT: Final = f"{_OPEN}（地方）第三条：全面、真实、完整，第四条：内容准确；《预算法》第七十五条第一款（决算）：收支真实、数额准确、内容完整"
THREE_PUBLIC_ITEMS: Final = (
    f"{_OPEN}：“三公”经费按因公出国（境）费、公务用车购置及运行费（细化到购置费、运行费）、公务接待费公开，"
    "并对增减变化情况进行说明"
)
SUBJECT_LIST: Final = (
    "《预算法》第三十二条：各部门、各单位按照政府收支分类科目编制预算；财政部《政府收支分类科目》（当年版）"
)
TIMELY_EXACT_REGULAR: Final = (
    f"{_OPEN}第四条（地方）：公开及时，内容准确，形式规范；《预算法》第十四条第二款、第七十五条第一款"
)
EMPTY_TABLES: Final = f"{_OPEN}、政务公开标准目录（财政预决算领域）：没有数据的表格应当列出空表并说明（对政府预决算的要求，部门参照）"
STATUTORY_TABLES: Final = (
    f"{_OPEN}：部门公开收支总体情况表（总体、收入、支出）和财政拨款收支情况表（总体、一般公共预算支出、基本支出、“三公”经费支出、"
    "政府性基金预算支出）"
)
TWENTY_DAYS: Final = (
    "《预算法》第十四条第二款：经批复的部门预算、决算及报表，应当在批复后二十日内由各部门向社会公开；"
    "所属单位：《预算法实施条例》第六条第四款（自部门批复之日起二十日内）"
)
THREE_PUBLIC_CHANGES: Final = f"{_OPEN}：“三公”经费按项公开，并对增减变化情况进行说明"
PROCUREMENT: Final = (
    "《预算法》第十四条第三款：政府采购的情况应当及时向社会公开；财预〔2016〕143号第四条（地方）：内容准确。"
    "推论：数量、单价、限额与金额相符"
)
SCORING: Final = (
    "《项目支出绩效评价管理办法》（财预〔2020〕10号，原文未核）。"
    "推论：完成指标值的记全部分值，未完成的按照完成值与指标值的比例记分；预算执行率的权重原则上为 10%"
)
TARGETS: Final = (
    "《预算法》第三十二条：绩效目标管理；《中央部门预算绩效目标管理办法》（财预〔2015〕88号，原文未核）。"
    "推论：指标的名称、目标值、单位、分值和评分标准相符"
)
CARRIED_FORWARD: Final = "《预算法实施条例》第八十三条：决算应当反映结转、结余。推论：年初结转和结余＋本年收入－本年支出＝年末结转和结余"
AGENCY_OPERATION: Final = (
    "《预算法》第十四条第二款：对机关运行经费的安排、使用情况作出说明。"
    "推论（据部门公开的名词解释）：机关运行经费为行政单位和参照公务员法管理的事业单位使用一般公共预算安排的基本支出中的日常公用经费支出"
)
SUBJECT_NAMES: Final = "财政部《政府收支分类科目》"
KINDS_OF_BUDGETS: Final = (
    "《预算法》第五条第二款：一般公共预算、政府性基金预算、国有资本经营预算应当保持完整、独立；"
)
