/** Names that browsers still list, or report as their own, and what the places are called today. */
const todaysNames: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

/** The name that a time zone has today, if this browser knows it. */
export function todaysName(timeZone: string): string {
  const name = todaysNames[timeZone];
  return name !== undefined && isKnown(name) ? name : timeZone;
}

/** The zone of this device. */
export function ownTimeZone(): string {
  return todaysName(Intl.DateTimeFormat().resolvedOptions().timeZone);
}

/** All zones to choose from, by today's names, the given ones among them. */
export function timeZoneNames(...others: readonly string[]): string[] {
  const names = ['UTC', ownTimeZone(), ...others, ...Intl.supportedValuesOf('timeZone').map(todaysName)];
  return [...new Set(names)].toSorted();
}

function isKnown(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }) !== undefined;
  } catch {
    return false;
  }
}
