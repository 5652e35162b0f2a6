import { Box, Group, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { useRuntimeConfig } from "../config/useRuntimeConfig.ts";

/** A page: its name, one sentence that answers its question, then what belongs to it. */
export function Page(props: { name: string; answer?: ReactNode; action?: ReactNode; children: ReactNode }) {
  const { title } = useRuntimeConfig();
  useEffect(() => {
    document.title = `${props.name} · ${title}`;
  }, [props.name, title]);
  return (
    <>
      <Group justify="space-between" align="flex-end" mb="lg" gap="sm">
        <Box style={{ minWidth: 0 }}>
          <Text component="h1" size="sm" c="dimmed" m={0} fw={500}>
            {props.name}
          </Text>
          {props.answer !== undefined && (
            <Text component="p" className="answer" m={0}>
              {props.answer}
            </Text>
          )}
        </Box>
        {props.action}
      </Group>
      {props.children}
    </>
  );
}

/** A titled part of a page on its own surface. */
export function Card(props: {
  title?: string;
  note?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
  id?: string;
}) {
  return (
    <section className="card" id={props.id} aria-label={props.title}>
      {props.title !== undefined && (
        <Group justify="space-between" mb="sm" align="flex-start" className="card-head">
          <Box>
            <Title order={2} size="h4">
              {props.title}
            </Title>
            {props.note !== undefined && (
              <Text size="sm" c="dimmed" component="div">
                {props.note}
              </Text>
            )}
          </Box>
          {props.action}
        </Group>
      )}
      {props.children}
    </section>
  );
}
