import { themes, useTheme } from './theme.ts';

/** Light, dark, or as the system has it: for this browser, and at once. */
export function ThemeChoice({ label: what }: { label: string }) {
  const [theme, choose] = useTheme();
  return (
    <fieldset className="segments">
      <legend className="visually-hidden">{what}</legend>
      {themes.map(({ id, label }) => (
        <label key={id}>
          <input
            type="radio"
            name="look"
            className="visually-hidden"
            checked={theme === id}
            onChange={() => choose(id)}
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
