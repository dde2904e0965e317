import { Input, Label, Text, TextArea, TextField, type TextFieldProps } from 'react-aria-components';

export interface FieldProps extends Omit<TextFieldProps, 'className' | 'style' | 'children'> {
  readonly label: string;
  readonly hint?: string | undefined;
  /** What is wrong with it; undefined when nothing is. */
  readonly fault?: string | undefined;
  readonly rows?: number;
  readonly placeholder?: string;
}

/** A text field with its label, its hint and its fault, all of which a screen reader tells. */
export function Field({ label, hint, fault, rows, placeholder = '', ...props }: FieldProps) {
  return (
    <TextField {...props} validationBehavior="aria" isInvalid={fault !== undefined} className="field">
      <Label>{label}</Label>
      {rows === undefined ? (
        <Input placeholder={placeholder} />
      ) : (
        <TextArea rows={rows} placeholder={placeholder} />
      )}
      {fault === undefined && hint !== undefined && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      {fault !== undefined && (
        <Text slot="errorMessage" className="fault">
          {fault}
        </Text>
      )}
    </TextField>
  );
}
