import { Input, Label, Text, TextArea, TextField, type TextFieldProps } from 'react-aria-components';
import './field.css';

export interface FieldProps extends Omit<TextFieldProps, 'className' | 'style' | 'children'> {
  readonly label: string;
  readonly hint?: string | undefined;
  /** What is wrong with the value; undefined when nothing is. */
  readonly error?: string | undefined;
  readonly rows?: number;
  readonly placeholder?: string;
}

/** A text field with its label, hint and error, all announced by screen readers. */
export function Field({ label, hint, error, rows, placeholder = '', ...props }: FieldProps) {
  return (
    <TextField {...props} validationBehavior="aria" isInvalid={error !== undefined} className="field">
      <Label>{label}</Label>
      {rows === undefined ? (
        <Input placeholder={placeholder} dir="auto" />
      ) : (
        <TextArea rows={rows} placeholder={placeholder} dir="auto" />
      )}
      {error === undefined && hint !== undefined && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      {error !== undefined && (
        <Text slot="errorMessage" className="error">
          {error}
        </Text>
      )}
    </TextField>
  );
}
