import { StrictMode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { createRoot } from 'react-dom/client';
import { applyTheme } from '../src/shell/theme.ts';
import { locale } from '../src/texts/locale.ts';
import { Announcer } from '../src/ui/announcer.tsx';
import { Gallery } from './gallery.tsx';
import '../src/styles/load.ts';
import './gallery.css';

applyTheme();
const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
createRoot(root).render(
  <StrictMode>
    <I18nProvider locale={locale}>
      <Gallery />
      <Announcer />
    </I18nProvider>
  </StrictMode>,
);
