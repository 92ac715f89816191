import process from 'node:process';

/** A block with fewer leading bits is no provider's: it would let half of the world in. */
const LEAST_BITS = { ipv4: 8, ipv6: 32 } as const;

/** An address of IPv4 or IPv6, or a block of them as in `203.0.113.0/24`. */
export function isSourceAddress(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = familyOf(address);
  if (!family || rest.length > 0) return false;
  if (bits === undefined) return true;
  const most = family === 'ipv4' ? 32 : 128;
  return /^\d{1,3}$/.test(bits) && Number(bits) >= LEAST_BITS[family] && Number(bits) <= most;
}

/** Whether an address is one of these, or in one of these blocks. None of them: it is not. */
export function isFromSources(sourceIp: string, sources: readonly string[]): boolean {
  // An IPv4 address may arrive as one of IPv6.
  const address = sourceIp.replace(/^::ffff:(?=[\d.]+$)/i, '');
  const family = familyOf(address);
  if (!family) return false;
  const { BlockList } = process.getBuiltinModule('node:net');
  const list = new BlockList();
  for (const source of sources.filter(isSourceAddress)) {
    const [net = '', bits] = source.split('/');
    const kind = familyOf(net) ?? family;
    if (bits === undefined) list.addAddress(net, kind);
    else list.addSubnet(net, Number(bits), kind);
  }
  return list.check(address, family);
}

function familyOf(address: string): keyof typeof LEAST_BITS | undefined {
  const version = process.getBuiltinModule('node:net').isIP(address);
  // A zone, as in `fe80::1%eth0`, means something on one machine only.
  if (version === 0 || address.includes('%')) return undefined;
  return version === 4 ? 'ipv4' : 'ipv6';
}
