const paths = {
  alert: 'M12 8v5m0 3v.01M10.3 4.2 2.9 17a2 2 0 0 0 1.7 3h14.8a2 2 0 0 0 1.7-3L13.7 4.2a2 2 0 0 0-3.4 0Z',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  chevron: 'm7 10 5 5 5-5',
  clock: 'M12 7v5l3 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z',
  columns: 'M4 5h16v14H4zM10 5v14M15 5v14',
  copy: 'M9 9h10v11H9zM15 9V4H5v11h4',
  cross: 'M6 6l12 12M18 6 6 18',
  download: 'M12 4v11m-4-4 4 4 4-4M5 20h14',
  key: 'M14.5 9.5a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0Zm-1.3 3.2L20 19.5m-3-3 2-2',
  mail: 'M4 6h16v12H4zm0 1 8 6 8-6',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7 8a7 7 0 0 1 14 0',
  plus: 'M12 5v14M5 12h14',
  search: 'm20 20-4.5-4.5M17 10.5a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0Z',
  sort: 'm8 9 4-4 4 4m-8 6 4 4 4-4',
  up: 'm7 14 5-5 5 5',
} as const;

export type IconName = keyof typeof paths;

/** A decorative icon beside text, or inside a named control: never the only carrier of meaning. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  const isDots = name === 'more';
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={isDots ? 3 : 1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
