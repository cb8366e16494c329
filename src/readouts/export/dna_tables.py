"""The tables of a Discourse Network Analyzer 3.0 database, as far as names, types and rules go.

They follow what DNA 3.0.8 itself creates (``createTables`` in ``dna/src/main/java/sql/Sql.java`` of
https://github.com/leifeld/dna, commit 03d7317). DNA 3.1 has tables of its own.
"""

from __future__ import annotations

VERSION, DATE = "3.0.8", "2022-06-16"
LONGEST = 190  # characters of a title, an entity, or any other short text
_COLOUR = "{0} INTEGER {1}DEFAULT 0 CHECK ({0} BETWEEN 0 AND 255)"
_PERMISSIONS = (
    "AddDocuments EditDocuments DeleteDocuments ImportDocuments AddStatements EditStatements DeleteStatements "
    "EditAttributes EditRegex EditStatementTypes EditCoders EditCoderRelations ViewOthersDocuments "
    "EditOthersDocuments ViewOthersStatements EditOthersStatements"
).split()


def _short(name: str, rule: str = "NOT NULL DEFAULT ''") -> str:
    return f"{name} TEXT {rule} CHECK (LENGTH({name}) < {LONGEST + 1})"


def _flag(name: str, default: int) -> str:
    return f"{name} INTEGER NOT NULL DEFAULT {default} CHECK ({name} BETWEEN 0 AND 1)"


def _to(column: str, table: str) -> str:
    return f"FOREIGN KEY ({column}) REFERENCES {table} (ID) ON DELETE CASCADE"


_ID = "ID INTEGER NOT NULL PRIMARY KEY"
_RGB = ", ".join(_COLOUR.format(c, "NOT NULL ") for c in ("Red", "Green", "Blue"))
_MAYBE_RGB = ", ".join(f"{c} INTEGER CHECK ({c} BETWEEN 0 AND 255)" for c in ("Red", "Green", "Blue"))


def _value(name: str, column: str, *rules: str) -> str:
    own = ("StatementId INTEGER NOT NULL", "VariableId INTEGER NOT NULL", column)
    keys = (
        _to("StatementId", "STATEMENTS"),
        _to("VariableId", "VARIABLES"),
        *rules,
        "UNIQUE (StatementId, VariableId)",
    )
    return f"CREATE TABLE {name} ({_ID}, {', '.join((*own, *keys))})"


def _table(name: str, *parts: str) -> str:
    return f"CREATE TABLE {name} ({', '.join(parts)})"


TABLES: tuple[str, ...] = (
    _table("SETTINGS", "Property TEXT PRIMARY KEY", "Value TEXT NOT NULL"),
    _table(
        "CODERS", _ID, _short("Name", "NOT NULL"), _RGB,
        "Refresh INTEGER NOT NULL CHECK (Refresh BETWEEN 0 AND 9999) DEFAULT 0",
        "FontSize INTEGER NOT NULL CHECK (FontSize BETWEEN 1 AND 99) DEFAULT 14", _short("Password", "NOT NULL"),
        "PopupWidth INTEGER CHECK (PopupWidth BETWEEN 100 AND 9999) DEFAULT 300", _flag("ColorByCoder", 0),
        _flag("PopupDecoration", 0), _flag("PopupAutoComplete", 1), *(_flag(f"Permission{p}", 1) for p in _PERMISSIONS),
    ),
    _table(
        "DOCUMENTS", _ID, _short("Title", "NOT NULL"), "Text TEXT NOT NULL", "Coder INTEGER", _short("Author"),
        _short("Source"), _short("Section"), "Notes TEXT NOT NULL DEFAULT ''", _short("Type"), "Date INTEGER NOT NULL",
        _to("Coder", "CODERS"),
    ),
    _table("STATEMENTTYPES", _ID, _short("Label", "NOT NULL"), _RGB),
    _table(
        "VARIABLES", _ID, _short("Variable", "NOT NULL"),
        "DataType TEXT NOT NULL DEFAULT 'short text' CHECK (DataType IN ('boolean', 'integer', 'long text', 'short text'))",
        "StatementTypeId INTEGER", _to("StatementTypeId", "STATEMENTTYPES"), "UNIQUE (Variable, StatementTypeId)",
    ),
    _table(
        "VARIABLELINKS", _ID, "SourceVariableId INTEGER", "TargetVariableId INTEGER",
        "CHECK (TargetVariableId != SourceVariableId)", _to("SourceVariableId", "VARIABLES"), _to("TargetVariableId", "VARIABLES"),
    ),
    _table("REGEXES", _short("Label", "PRIMARY KEY"), _RGB),
    _table(
        "CODERRELATIONS", _ID, "Coder INTEGER CHECK (Coder > 0)", "OtherCoder INTEGER CHECK (OtherCoder > 0)",
        *(_flag(name, 1) for name in ("viewStatements", "editStatements", "viewDocuments", "editDocuments")),
        "CHECK (Coder != OtherCoder)", _to("Coder", "CODERS"), _to("OtherCoder", "CODERS"),
    ),
    _table(
        "STATEMENTS", _ID, "StatementTypeId INTEGER", "DocumentId INTEGER", "Start INTEGER NOT NULL CHECK (Start >= 0)",
        "Stop INTEGER NOT NULL CHECK (Stop >= 0)", "Coder INTEGER", "CHECK (Start < Stop)",
        _to("StatementTypeId", "STATEMENTTYPES"), _to("Coder", "CODERS"), _to("DocumentId", "DOCUMENTS"),
    ),
    _value("DATABOOLEAN", "Value INTEGER NOT NULL DEFAULT 1"),
    _value("DATAINTEGER", "Value INTEGER NOT NULL DEFAULT 0"),
    _table(
        "ENTITIES", _ID, "VariableId INTEGER NOT NULL", _short("Value"), _MAYBE_RGB, "ChildOf INTEGER CHECK (ChildOf > 0)",
        "UNIQUE (VariableId, Value)", _to("ChildOf", "ENTITIES"), _to("VariableId", "VARIABLES"),
    ),
    _value("DATASHORTTEXT", "Entity INTEGER NOT NULL", _to("Entity", "ENTITIES")),
    _value("DATALONGTEXT", "Value TEXT DEFAULT ''"),
    _table(
        "ATTRIBUTEVARIABLES", _ID, "VariableId INTEGER NOT NULL", _short("AttributeVariable", "NOT NULL"),
        "UNIQUE (VariableId, AttributeVariable)", _to("VariableId", "VARIABLES"),
    ),
    _table(
        "ATTRIBUTEVALUES", _ID, "EntityId INTEGER NOT NULL", "AttributeVariableId INTEGER NOT NULL", _short("AttributeValue"),
        "UNIQUE (EntityId, AttributeVariableId)", _to("EntityId", "ENTITIES"), _to("AttributeVariableId", "ATTRIBUTEVARIABLES"),
    ),
)  # fmt: skip
