"""Formats to begin with

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

from support.languages import TranslatedText, folded, sort_keys, translated

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FORMATS = [
    ("information-day", "Information day", "Информационный день", "Ақпараттық күн"),
    ("open-day", "Open day", "День открытых дверей", "Ашық есік күні"),
    ("pre-departure-orientation", "Pre-departure orientation", "Предотъездная встреча", "Сапар алдындағы кездесу"),
    ("thematic-week", "Thematic week", "Тематическая неделя", "Тақырыптық апталық"),
    ("conference", "Conference", "Конференция", "Конференция"),
    ("forum", "Forum", "Форум", "Форум"),
    ("symposium", "Symposium", "Симпозиум", "Симпозиум"),
    ("seminar", "Seminar", "Семинар", "Семинар"),
    ("workshop", "Workshop", "Мастер-класс", "Шеберлік сағаты"),
    ("round-table", "Round table", "Круглый стол", "Дөңгелек үстел"),
    ("panel-discussion", "Panel discussion", "Панельная дискуссия", "Панельдік сессия"),
    ("cluster-meeting", "Cluster meeting", "Кластерная встреча", "Кластерлік кездесу"),
    ("project-meeting", "Project meeting", "Рабочая встреча по проекту", "Жоба бойынша жұмыс кездесуі"),
    ("staff-week", "Staff week", "Неделя для сотрудников", "Қызметкерлер апталығы"),
    ("summer-school", "Summer school", "Летняя школа", "Жазғы мектеп"),
    ("exhibition", "Exhibition", "Выставка", "Көрме"),
    ("ceremony", "Ceremony", "Торжественная церемония", "Салтанатты рәсім"),
    ("signing-ceremony", "Signing ceremony", "Церемония подписания", "Қол қою рәсімі"),
    ("official-meeting", "Official meeting", "Официальная встреча", "Ресми кездесу"),
    ("delegation-visit", "Visit of a delegation", "Визит делегации", "Делегация сапары"),
    ("lecture", "Lecture", "Лекция", "Дәріс"),
    ("webinar", "Webinar", "Вебинар", "Вебинар"),
    ("question-session", "Q&A session", "Сессия вопросов и ответов", "Сұрақ-жауап сессиясы"),
    ("consultation", "Consultation", "Консультация", "Кеңес беру"),
]
"""The office changes, adds and takes away what it likes."""

formats = sa.table(
    "event_formats",
    sa.column("slug", sa.String),
    sa.column("name", TranslatedText),
    sa.column("name_keys", sa.JSON),
    sa.column("search_text", sa.String),
    sa.column("is_demo", sa.Boolean),
)


def upgrade() -> None:
    rows = []
    for slug, en, ru, kk in FORMATS:
        name = translated("en", en=en, ru=ru, kk=kk)
        found_by = folded(" ".join(name.texts.values()))
        rows.append({"slug": slug, "name": name, "name_keys": sort_keys(name), "search_text": found_by, "is_demo": False})
    op.bulk_insert(formats, rows)


def downgrade() -> None:
    op.execute(formats.delete().where(formats.c.slug.in_([slug for slug, *_ in FORMATS])))
