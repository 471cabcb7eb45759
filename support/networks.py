"""Who is one visitor, as far as limits go."""

from ipaddress import IPv6Address, ip_address


def network_of(address: str) -> str:
    """What one visitor holds: the address, of IPv6 the first 64 bits, for a household has as many addresses as it likes."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))
    return str(found)
