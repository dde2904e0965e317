import { Component, type ReactNode } from 'react';

interface Props {
  /** Shown instead of the children once they have failed. */
  readonly fallback: (error: unknown, reset: () => void) => ReactNode;
  /** What the children are about: once it changes, they get another chance. */
  readonly subject?: unknown;
  readonly children: ReactNode;
}

interface State {
  readonly failure: { readonly error: unknown } | undefined;
  readonly subject: unknown;
}

/** Keeps an error in one part of the page from taking down the rest. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failure: undefined, subject: this.props.subject };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { failure: { error } };
  }

  static getDerivedStateFromProps({ subject }: Props, state: State): Partial<State> | null {
    return subject === state.subject ? null : { failure: undefined, subject };
  }

  override render(): ReactNode {
    const { failure } = this.state;
    if (failure === undefined) return this.props.children;
    return this.props.fallback(failure.error, () => this.setState({ failure: undefined }));
  }
}
