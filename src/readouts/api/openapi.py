"""The OpenAPI document: what FastAPI makes of the routes, with every problem that each of them can answer declared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.responses import JSONResponse, Response

from readouts.api.people import anybody
from readouts.api.problems import MEDIA_TYPE
from readouts.api.roles import ROLES, Role, Scope
from readouts.api.shapes import ProblemShape

_SAID = {
    400: "the request cannot be read",
    401: "nobody is logged in, or the token is not good",
    403: "this person, or this token, may not do that; or the request comes from another site's page",
    404: "there is no such thing",
    409: "it does not go with what is there: no accounts, a name that is taken, the only admin",
    413: "the request is too large",
    421: "the server does not go by that name",
    422: "something in the request is not as it should be",
    429: "too many attempts: wait as long as Retry-After says",
    503: "the ledger does not answer, or too much waits to be done",
}


def declared(dependant: Dependant) -> Iterator[tuple[Role | None, Scope | None]]:
    """Whom a route is for, as its dependencies say: a role and a scope, or (None, None) for everybody."""
    call: Any = dependant.call
    if hasattr(call, "role") and hasattr(call, "scope"):
        yield call.role, call.scope
    for inner in dependant.dependencies:
        yield from declared(inner)


def routes_of(app: FastAPI) -> Iterator[tuple[RouteContext, list[tuple[Role | None, Scope | None]]]]:
    """Every route of the application, with what it declares; nothing declared where it forgot to."""
    for route in iter_route_contexts(app.routes):
        dependant = getattr(route, "dependant", None)
        yield route, list(declared(dependant)) if dependant is not None else []


def describe(app: FastAPI, prefix: str) -> None:
    """Give the application its OpenAPI document, made when it is first asked for."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app, prefix)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign] # FastAPI's own way to change it

    @app.get(f"{prefix}/openapi.json", include_in_schema=False, dependencies=[Depends(anybody)])
    def openapi() -> Response:
        return JSONResponse(document())


def _document(app: FastAPI, prefix: str) -> dict[str, Any]:
    made = get_openapi(
        title=app.title, version=app.version, description=app.description,
        routes=[r for r, _ in routes_of(app) if (r.path or "").startswith(prefix)],
    )  # fmt: skip
    parts = made.setdefault("components", {})
    parts.setdefault("schemas", {})["Problem"] = ProblemShape.model_json_schema(
        ref_template="#/components/schemas/{model}"
    )
    parts["schemas"] |= parts["schemas"]["Problem"].pop("$defs", {})
    for left in ("HTTPValidationError", "ValidationError"):
        parts["schemas"].pop(left, None)
    parts["securitySchemes"] = {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "An API token: POST /tokens, or `readouts people token`.",
        },
        "session": {"type": "apiKey", "in": "cookie", "name": "readouts", "description": "What POST /session sets."},
    }
    for route, said in routes_of(app):
        if not (route.path or "").startswith(prefix) or not getattr(route, "include_in_schema", False):
            continue
        for method in route.methods or ():
            operation = made["paths"].get(route.path_format, {}).get(method.lower())
            if operation is not None:
                _complete(operation, method, said)
    return made


def _complete(operation: dict[str, Any], method: str, said: list[tuple[Role | None, Scope | None]]) -> None:
    """Declare who may call it, and each problem that it can answer."""
    roles = [role for role, _ in said if role is not None]
    parameters = operation.get("parameters", [])
    codes = {400, 421, 503}
    codes |= {422} if parameters or "requestBody" in operation else set()
    codes |= {404} if any(p["in"] == "path" for p in parameters) or operation["operationId"] in _LOOKS_UP else set()
    codes |= {403} if method != "GET" else set()
    codes |= {413} if "requestBody" in operation else set()
    codes |= {401, 403} if roles else set()
    codes |= {409} if set(operation.get("tags", ())) & {"people", "jobs"} else set()
    codes |= {401, 429} if operation["operationId"] in ("logIn", "changeOwnPassword") else set()
    if roles:
        operation["security"] = [{"token": []}, {"session": []}]
        operation["x-role"] = max(roles, key=ROLES.index)
        operation["x-scope"] = next(scope for role, scope in said if role == operation["x-role"])
    for code in sorted(codes):
        problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
        operation["responses"][str(code)] = {"description": _SAID[code], "content": {MEDIA_TYPE: problem}}


_LOOKS_UP = ("getVersions", "export")
