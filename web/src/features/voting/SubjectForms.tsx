import { Checkbox, Stack } from "@mantine/core";
import { zodResolver } from "@hookform/resolvers/zod";
import { governanceCommands } from "@powerchain/sdk";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { z } from "zod/mini";
import { useUnits, useVoters } from "../../shared/api/queries.ts";
import { AddressField, RootError } from "../../shared/form/fields.tsx";
import { accountAddress } from "../../shared/form/schema.ts";
import { SubmitButton } from "../../shared/form/SubmitButton.tsx";
import { useT } from "../../shared/i18n/useT.tsx";
import { useFormReview, useReview } from "../../shared/tx/plan.ts";
import { useProposal } from "./useProposal.ts";

const schema = z.object({ subject: accountAddress });

function useSubjectForm() {
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { subject: "" } });
  const review = useFormReview(form, {
    GovernanceAlreadyVoter: "subject",
    GovernanceUnknownVoter: "subject",
    GovernanceLastVoter: "subject",
    GovernanceZeroAddress: "subject",
    GovernanceNotAUnit: "subject",
    GovernanceAlreadyBanker: "subject",
  });
  return { form, review };
}

/** A new voter, or one to leave. */
export function VoterForm({ kind }: { kind: "addVoter" | "removeVoter" }) {
  const t = useT();
  const proposal = useProposal();
  const { data: voters } = useVoters();
  const { form, review } = useSubjectForm();
  const submit = form.handleSubmit(async ({ subject }) => {
    const command = governanceCommands[kind]({ voter: subject });
    await review(proposal(command, { kind, current: null, command: { subject } }));
  });
  return (
    <SubjectForm
      form={form}
      submit={() => void submit()}
      label={t(`propose.who.${kind}`)}
      only={kind === "removeVoter" ? voters?.items.map(({ address }) => address) : undefined}
    />
  );
}

/** A unit to be taken off the books. */
export function RemoveUnitForm() {
  const t = useT();
  const proposal = useProposal();
  const { data: units } = useUnits();
  const { form, review } = useSubjectForm();
  const submit = form.handleSubmit(async ({ subject }) => {
    const command = governanceCommands.removeStorageUnit({ unit: subject });
    await review(proposal(command, { kind: "removeStorageUnit", current: null, command: { subject } }));
  });
  return (
    <SubjectForm
      form={form}
      submit={() => void submit()}
      label={t("propose.unit")}
      only={units?.items.map(({ unit }) => unit)}
    />
  );
}

/** Another banker, or none. */
export function BankerForm() {
  const t = useT();
  const proposal = useProposal();
  const reviewAlone = useReview();
  const { form, review } = useSubjectForm();
  const [none, setNone] = useState(false);
  const submit = form.handleSubmit(async ({ subject }) => {
    const command = governanceCommands.changeBanker({ banker: subject });
    await review(proposal(command, { kind: "changeBanker", current: null, command: { subject } }));
  });
  const submitNone = async (): Promise<void> => {
    const command = governanceCommands.changeBanker({});
    const refused = await reviewAlone(proposal(command, { kind: "changeBanker", current: null, command: {} }));
    if (refused !== undefined) form.setError("root", { type: refused.name, message: refused.sentence });
  };
  return (
    <SubjectForm
      form={form}
      submit={() => void (none ? submitNone() : submit())}
      label={none ? undefined : t("propose.banker")}
    >
      <Checkbox
        checked={none}
        onChange={(event) => setNone(event.currentTarget.checked)}
        label={t("propose.noBanker")}
      />
    </SubjectForm>
  );
}

function SubjectForm(props: {
  form: ReturnType<typeof useSubjectForm>["form"];
  submit: () => void;
  label: string | undefined;
  only?: string[];
  children?: React.ReactNode;
}) {
  const t = useT();
  const { form } = props;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        props.submit();
      }}
    >
      <Stack gap="sm">
        {props.label !== undefined && (
          <AddressField control={form.control} name="subject" label={props.label} only={props.only} />
        )}
        {props.children}
        <RootError errors={form.formState.errors} />
        <div>
          <SubmitButton label={t("form.review")} busy={form.formState.isSubmitting} />
        </div>
      </Stack>
    </form>
  );
}
