const paths = {
  alert: 'M12 8v5m0 3v.01M10.3 4.2 2.9 17a2 2 0 0 0 1.7 3h14.8a2 2 0 0 0 1.7-3L13.7 4.2a2 2 0 0 0-3.4 0Z',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  chevron: 'm7 10 5 5 5-5',
  ban: 'M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0ZM5.7 5.7l12.6 12.6',
  calendar: 'M4 6h16v14H4zM4 10.5h16M8.5 3.5v4M15.5 3.5v4',
  clock: 'M12 7v5l3 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z',
  code: 'm8.5 7-5 5 5 5m7-10 5 5-5 5',
  columns: 'M4 5h16v14H4zM10 5v14M15 5v14',
  copy: 'M9 9h10v11H9zM15 9V4H5v11h4',
  cross: 'M6 6l12 12M18 6 6 18',
  download: 'M12 4v11m-4-4 4 4 4-4M5 20h14',
  home: 'M4 11.2 12 4.5l8 6.7V20h-5.5v-5.5h-5V20H4z',
  key: 'M14.5 9.5a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0Zm-1.3 3.2L20 19.5m-3-3 2-2',
  mail: 'M4 6h16v12H4zm0 1 8 6 8-6',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7 8a7 7 0 0 1 14 0',
  pencil: 'M4.5 19.5 5.4 15 15.8 4.6l3.6 3.6L9 18.6z',
  plus: 'M12 5v14M5 12h14',
  rotate: 'M19.5 10A8 8 0 0 0 5 7.5L3.5 9.5m0-5v5h5M4.5 14A8 8 0 0 0 19 16.5l1.5-2m0 5v-5h-5',
  search: 'm20 20-4.5-4.5M17 10.5a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0Z',
  sliders:
    'M4 7.5h9m5.5 0H20M4 16.5h1.5m5.5 0h9M18.5 7.5a2.75 2.75 0 1 1-5.5 0 2.75 2.75 0 0 1 5.5 0ZM11 16.5a2.75 2.75 0 1 1-5.5 0 2.75 2.75 0 0 1 5.5 0Z',
  sort: 'm8 9 4-4 4 4m-8 6 4 4 4-4',
  trash: 'M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10 10.5v6M14 10.5v6',
  undo: 'M8.5 4.5 4 9l4.5 4.5M4 9h10a5.5 5.5 0 0 1 0 11h-3',
  up: 'm7 14 5-5 5 5',
} as const;

export type IconName = keyof typeof paths;

/** A decorative icon beside text, or inside a named control: never the only carrier of meaning. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  const isDots = name === 'more';
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={isDots ? 3 : Math.min(2.2, (1.5 * 24) / size)}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
