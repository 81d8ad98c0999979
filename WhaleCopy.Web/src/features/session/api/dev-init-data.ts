import { api, unwrap } from "@/lib/api/client";

export type DevUser = { readonly telegramId: number; readonly username: string };

/** Init data for a user without Telegram. Servers outside production alone offer it; elsewhere this is a 404 problem. */
export async function devInitData({ telegramId, username }: DevUser): Promise<string> {
  const answer = await unwrap(api.POST("/dev/init-data", { body: { telegram_id: telegramId, username } }));
  return answer.init_data;
}
