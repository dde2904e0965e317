import { useEffect, useState } from 'react';
import { t } from './texts.ts';

export interface Section {
  readonly id: string;
  readonly title: string;
}

/** The sections of the page, with a mark at the one that is read. On a phone, a list to choose from. */
export function Contents({ sections }: { sections: readonly Section[] }) {
  const current = useSectionInView(sections);
  return (
    <nav className="contents" aria-label={t('onThisPage')}>
      <ul>
        {sections.map(({ id, title }) => (
          <li key={id}>
            <a href={`#${id}`} aria-current={id === current ? 'location' : undefined}>
              {title}
            </a>
          </li>
        ))}
      </ul>
      <select
        aria-label={t('onThisPage')}
        value={current}
        onChange={(event) => document.getElementById(event.target.value)?.scrollIntoView()}
      >
        {sections.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
    </nav>
  );
}

/** The last section that has reached the upper third of the window. */
function useSectionInView(sections: readonly Section[]): string | undefined {
  const [current, setCurrent] = useState(sections[0]?.id);
  useEffect(() => {
    const update = () => {
      const reached = sections.findLast(({ id }) => {
        const top = document.getElementById(id)?.getBoundingClientRect().top;
        return top !== undefined && top < innerHeight / 3;
      });
      setCurrent((reached ?? sections[0])?.id);
    };
    update();
    addEventListener('scroll', update, { passive: true });
    return () => removeEventListener('scroll', update);
  }, [sections]);
  return current;
}
