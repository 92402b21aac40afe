"""May this address be fetched? Rules against server-side request forgery.

An address is judged where it is connected to, after DNS and on each hop of a redirect: a name proves nothing.
``ipaddress.is_global`` is not enough: it lets NAT64, 6to4, multicast and site-local addresses pass.
"""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

WEB_PORTS: Final = frozenset({80, 443, 8000, 8080, 8443, 8888})
_SCHEMES: Final = {"http": 80, "https": 443}

# IANA IPv4 Special-Purpose Address Registry, multicast and class E.
_DENIED_V4: Final = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
# Global unicast is 2000::/3 (RFC 4291); these parts of it lead elsewhere or nowhere.
_GLOBAL_V6: Final = IPv6Network("2000::/3")
_DENIED_V6: Final = tuple(
    IPv6Network(text)
    for text in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
_NAT64: Final = IPv6Network("64:ff9b::/96")  # RFC 6052; 64:ff9b:1::/48 (RFC 8215) is local and denied
_ISATAP: Final = frozenset({0x00005EFE, 0x02005EFE})


class Refusal(StrEnum):
    """Why an address is not fetched."""

    SCHEME = "scheme"
    USER_NAME = "user_name"
    HOST = "host"
    PORT = "port"
    ADDRESS = "address"
    DOWNGRADE = "downgrade"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What may be fetched beyond the public web: *allow_networks*, on any port of theirs."""

    allow_networks: tuple[Network, ...] = ()
    ports: frozenset[int] = WEB_PORTS

    def refuse_url(self, url: str) -> Refusal | None:
        """The objection to *url* as it is written, before any name is looked up."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            return Refusal.HOST
        if parts.scheme not in _SCHEMES:
            return Refusal.SCHEME
        if "@" in parts.netloc:
            return Refusal.USER_NAME
        if not host or any(character.isspace() or character == "\\" for character in parts.netloc):
            return Refusal.HOST
        if port is not None and port not in self.ports and not self.allow_networks:
            return Refusal.PORT
        return None

    def refuse_address(self, address: str, port: int) -> Refusal | None:
        """The objection to connecting to *address*, an IP address in text, at *port*."""
        try:
            reached = _embedded(ip_address(address.partition("%")[0]))
        except ValueError:
            return Refusal.ADDRESS
        if any(_within(one, network) for one in reached[-1:] for network in self.allow_networks):
            return None
        if not all(_is_public(one) for one in reached):
            return Refusal.ADDRESS
        return None if port in self.ports else Refusal.PORT


def guard_of(allow_networks: tuple[str, ...]) -> Guard:
    """The guard of a configuration.

    Raises:
        ValueError: one of *allow_networks* is no network in CIDR form.
    """
    return Guard(allow_networks=tuple(ip_network(text) for text in allow_networks))


def refuse_redirect(origin: str, target: str) -> Refusal | None:
    """The objection to following *origin* to *target*: what began encrypted stays so."""
    if origin.startswith("https:") and target.startswith("http:"):
        return Refusal.DOWNGRADE
    return None


def _within(address: Address, network: Network) -> bool:
    return address.version == network.version and address in network


def _embedded(address: Address) -> tuple[Address, ...]:
    """Every address that a packet to *address* may end at, the last one being the most certain."""
    if isinstance(address, IPv4Address):
        return (address,)
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address in _NAT64:
        return (IPv4Address(int(address) & 0xFFFFFFFF),)
    if int(address) >> 32 & 0xFFFFFFFF in _ISATAP:
        return (IPv4Address(int(address) & 0xFFFFFFFF), address)
    return (address,)


def _is_public(address: Address) -> bool:
    """6to4 and Teredo are denied whole: no news site is served through them; they wrap private addresses."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _DENIED_V4)
    return address in _GLOBAL_V6 and not any(address in network for network in _DENIED_V6)
