"""One address for one article: what a link becomes before it is stored, and when two links are the same.

`canonical_url` is the address to open and to show: absolute, normalised (RFC 3986 section 6, IDNA), without
tracking parameters. `url_identity` is the key to compare by: it also forgets the scheme, mobile and AMP
twins, the fragment, the trailing slash and the order of parameters. An identity is never opened.
"""

import re
from functools import lru_cache
from typing import Final
from unicodedata import normalize
from urllib.parse import parse_qsl, urljoin, urlsplit

_MAX_CHARACTERS: Final = 4096
_SCHEME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_ASCII_HOST: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_IPV6_HOST: Final = re.compile(r"\[[0-9a-f:.]{2,45}\]")
_ESCAPE: Final = re.compile(r"%([0-9a-fA-F]{2})")
_BARE_PERCENT: Final = re.compile(r"%(?![0-9a-fA-F]{2})")
_UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_TO_ENCODE: Final = re.compile(r"[^!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]+")
_OCTETS: Final = tuple(f"%{octet:02X}" for octet in range(256))
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}

# Names as published in the lists of miniflux (internal/reader/urlcleaner), AdGuard (TrackParamFilter),
# Firefox (query stripping) and the analytics makers' own manuals.
_TRACKING_PREFIXES: Final = (
    "utm_",
    "mtm_",
    "pk_",
    "piwik_",
    "matomo_",
    "hsa_",
    "itm_",
    "hmb_",
    "fb_",
    "ns_",
    "at_",
)
_TRACKING: Final = frozenset(
    name
    for names in (
        "fbclid gclid dclid gbraid wbraid gclsrc gad_source gad_campaignid srsltid _ga _gl gs_lcrp mibextid",
        "campaign_id campaign_medium campaign_name campaign_source campaign_term campaign_content",
        "yclid ysclid _openstat ym_debug twclid msclkid cvid ocid igshid igsh ttclid __twitter_impression",
        "mc_cid mc_eid mc_tc wickedid _hsenc _hsmi __hssc __hstc __hsfp hsctatracking __s spm trk",
        "rb_clickid oly_anon_id oly_enc_id vero_id vero_conv mkt_tok sc_cid s_cid s_kwcid elqtrackid",
        "_bhlid _branch_match_id _branch_referrer __readwiselocation ml_subscriber ml_subscriber_hash",
        "cmpid cmp ncid mbid ftag ito xtor xts xtref traffic_source mrfhud mrfcid ref_src ref_url share_id",
        "guccounter guce_referrer guce_referrer_sig irclickid irgwc wt_mc wt_zmc dicbo tblci __cf_chl_tk",
        "phpsessid jsessionid",  # sessions: not tracking, but as little part of the address
    )
    for name in names.split()
)
_REFERRERS: Final = frozenset({"rss", "feed", "rssfeed", "twitter", "facebook", "telegram", "whatsapp", "fb"})
_TRACKING_FRAGMENT: Final = re.compile(
    r"(?:utm_|xtor=|:~:|at_medium=|ref=rss|sthash|tgviewwebversion)", re.IGNORECASE
)
_SESSION_IN_PATH: Final = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)

# What an identity leaves as it is, but for a trailing slash and the host's twins; most addresses are such.
_PLAIN: Final = re.compile(r"https?://([a-z0-9.-]+)((?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*/?)")
_NOT_PLAIN: Final = re.compile(r"amp|/(?:index|default)\.")

_TWIN_HOST: Final = re.compile(r"(?:www[0-9]?|m|mobile|amp|wap|touch)\.(?=[^.]+\.[^.])")
_REDIRECTING: Final = frozenset(("www.google.com", "google.com"))
_AMP_CACHE_PATH: Final = re.compile(r"/(?:[acirv]/)?(?:s/)?([a-z0-9.-]+\.[a-z]{2,}/.*)")
_AMP_VIEWER_PATH: Final = re.compile(r"/amp/(?:s/)?([a-z0-9.-]+\.[a-z]{2,}/.*)")
_AMP_IN_PATH: Final = re.compile(r"^/amp(?=/[^/])|/amp/?$|\.amp(?=\.html?$|$)|(?<=[^/])-amp(?=\.html?$)")
_INDEX_PAGE: Final = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$")
_TWIN_PARAMETERS: Final = frozenset(
    {"amp", "amp=1", "amp=true", "outputtype=amp", "m=1", "m=0", "mobile=1", "view=amp"}
)


def canonical_url(url: str, *, base: str | None = None) -> str | None:
    """*url* as an absolute http(s) address in normal form, or None when it is none.

    *base* is the address of the page or feed that holds a relative *url*. Dropped: tracking and session
    parameters, user name and password, default ports, fragments that only track. Parameters keep their order
    and spelling: some sites read them by position.
    """
    url = url.strip().replace("\\", "/")
    if not url or len(url) > _MAX_CHARACTERS or (len(url) > 1 and url[0] == "#" and base is None):
        return None
    try:
        if base is not None and (not _SCHEME.match(url) or not url.lower().startswith("http")):
            url = urljoin(base, url)
        parts = urlsplit(url)
        host = _host(parts.hostname or "")
        port = parts.port
    except ValueError:  # brackets, ports and hosts that are none
        return None
    if parts.scheme not in _DEFAULT_PORTS or host is None:
        return None
    if parts.path == "/url" and host in _REDIRECTING and (behind := _behind(parts.query)) is not None:
        return canonical_url(behind)
    if port is not None and port != _DEFAULT_PORTS[parts.scheme]:
        host = f"{host}:{port}"
    path = _escape(_without_dots(_SESSION_IN_PATH.sub("", parts.path))) or "/"
    query = _query(parts.query, hosts=(host, _bare_host(base)))
    fragment = "" if _TRACKING_FRAGMENT.match(parts.fragment) else _escape(parts.fragment)
    return f"{parts.scheme}://{host}{path}{'?' if query else ''}{query}{'#' if fragment else ''}{fragment}"


def url_identity(url: str) -> str:
    """The key under which two addresses of one article are equal; for no http(s) address, itself.

    A fragment counts only where a page routes by it (`#!/…`, `#/…`).
    """
    plain = _PLAIN.fullmatch(url)
    if plain is not None and len(url) <= _MAX_CHARACTERS and not _NOT_PLAIN.search(plain[2]):
        known = _plain_host(plain[1])
        if known is not None:
            return known + plain[2].rstrip("/")
    canonical = canonical_url(url)
    if canonical is None:
        return url.strip()
    parts = urlsplit(canonical)
    host, path = _unwrapped(parts.netloc, parts.path)
    host = _without_twins(host)
    path = re.sub(r"/{2,}", "/", path)
    path = _AMP_IN_PATH.sub("", _INDEX_PAGE.sub("/", path)).rstrip("/")
    parameters = (part for part in parts.query.split("&") if part and part.lower() not in _TWIN_PARAMETERS)
    query = "&".join(sorted(set(parameters)))
    route = f"#{parts.fragment}" if parts.fragment.startswith(("!", "/")) else ""
    return f"{host}{path}{'?' if query else ''}{query}{route}"


@lru_cache(maxsize=4096)
def _plain_host(name: str) -> str | None:
    """The identity of the host *name*; None where it is no plain one, or shows other sites' articles."""
    if _host(name) != name or name.endswith((".ampproject.org", "google.com")):
        return None
    return _without_twins(name)


def _without_twins(host: str) -> str:
    while (twin := _TWIN_HOST.match(host)) is not None:
        host = host[twin.end() :]
    return host


def _host(name: str) -> str | None:
    """Lower case, ASCII (IDNA 2003, as Python's codec), without a final dot; None for what is no host."""
    name = name.rstrip(".").lower()
    if not name.isascii():
        try:
            name = normalize("NFKC", name).encode("idna").decode("ascii")
        except UnicodeError:
            return None
    elif ":" in name:
        name = f"[{name}]"
        return name if _IPV6_HOST.fullmatch(name) else None
    return name if len(name) <= 253 and _ASCII_HOST.fullmatch(name) else None


def _bare_host(url: str | None) -> str:
    try:
        return urlsplit(url).hostname or "" if url else ""
    except ValueError:
        return ""


def _without_dots(path: str) -> str:
    """RFC 3986 section 5.2.4 on an absolute *path*."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments[1:]:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _escape(text: str) -> str:
    """Percent-encoding in one form: upper case, unreserved characters bare, the rest encoded."""
    if "%" in text:
        text = _ESCAPE.sub(_unreserved, _BARE_PERCENT.sub("%25", text))
    if not text.isascii():
        text = normalize("NFC", text)
    return _TO_ENCODE.sub(_encoded, text)


def _unreserved(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()


def _encoded(match: re.Match[str]) -> str:
    return "".join(map(_OCTETS.__getitem__, match[0].encode("utf-8", "replace")))


def _behind(query: str) -> str | None:
    """The address that a redirecting link of Google's names : its Alerts have no other; never one again."""
    named = (value for name, value in parse_qsl(query[:_MAX_CHARACTERS]) if name in {"url", "q"})
    return next((one for one in named if one.startswith("http") and "/url?" not in one), None)


def _query(query: str, *, hosts: tuple[str, str]) -> str:
    if not query:
        return ""
    kept = (part for part in query.replace("&amp;", "&").split("&") if not _tracks(part, hosts))
    return _escape("&".join(kept))


def _tracks(parameter: str, hosts: tuple[str, str]) -> bool:
    name, _, value = parameter.partition("=")
    name = name.lower()
    if name == "ref":  # Ghost adds the address of the page that links
        return value in hosts or value.lower() in _REFERRERS
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def _unwrapped(host: str, path: str) -> tuple[str, str]:
    """The article behind Google's AMP viewers: `google.com/amp/s/…` and `*.cdn.ampproject.org/c/s/…`."""
    if host.endswith(".ampproject.org"):
        inside = _AMP_CACHE_PATH.fullmatch(path)
    elif host in {"www.google.com", "google.com"}:
        inside = _AMP_VIEWER_PATH.fullmatch(path)
    else:
        return host, path
    if inside is None:
        return host, path
    host, _, path = inside[1].partition("/")
    return host, f"/{path}"
