<?php
// POST /connect-token for Laravel: the key stays here, the tenant comes from the session.

namespace App\Http\Controllers;

use Illuminate\Http\Request;
use Illuminate\Support\Facades\Cache;
use Illuminate\Support\Facades\Http;
use Illuminate\Support\Facades\Log;

class ChakraController extends Controller
{
    public function connectToken(Request $request)
    {
        $tenant = $request->user()?->company; // Yours: never from the body. A text column `chakra_plugin_id`.
        abort_unless($tenant, 401);

        return Cache::lock("chakra-plugin-{$tenant->id}", 20)->block(10, function () use ($request, $tenant) {
            $known = $tenant->fresh()->chakra_plugin_id;
            $named = $request->input('pluginId');
            if ($named && $named !== $known) {
                return response()->json(['code' => 'plugin_not_yours'], 403);
            }

            $url = config('services.chakra.url') ?? 'https://api.chakrahq.com';
            $answer = Http::withToken(config('services.chakra.key'))->timeout(10)->withoutRedirecting()
                ->post("$url/v1/ext/whatsapp-partner/create-connect-token", $known ? ['pluginId' => $known] : [
                    'newPluginName' => $tenant->name,
                    'clientReferenceId' => (string) $tenant->id,
                    'clientName' => $tenant->name,
                ]);
            $token = $answer->successful() ? $answer->json('_data.connectToken') : null;
            if (! $token) {
                // Chakra's words are never passed on, never logged.
                $gone = $known && preg_match('/plugin/i', $answer->body()) && preg_match('/not found/i', $answer->body());
                if ($gone) {
                    $tenant->update(['chakra_plugin_id' => null]);
                }
                [$status, $code] = $gone ? [502, 'plugin_not_found'] : $this->refusal($answer->status());
                Log::warning("Chakra: create-connect-token: {$answer->status()}: $code");

                return response()->json(['code' => $code], $status);
            }
            $claims = json_decode(base64_decode(strtr(explode('.', $token)[1], '-_', '+/')), true);
            $plugin = $claims['data']['pluginId'];
            if (! $known) {
                $tenant->update(['chakra_plugin_id' => $plugin]);
            }

            // Where there is a stand-in for Chakra, its SDK.
            $sdk = config('services.chakra.sdk_url');

            return response()->json(['connectToken' => $token, 'pluginId' => $plugin, 'sdkUrl' => $sdk])
                ->header('Cache-Control', 'no-store');
        });
    }

    // What the browser is told: a code, never Chakra's words.
    private function refusal(int $status): array
    {
        return match (true) {
            in_array($status, [401, 403]) => [502, 'chakra_unauthorized'],
            $status === 429 => [429, 'chakra_rate_limited'],
            $status >= 500 => [503, 'chakra_unavailable'],
            default => [502, $status < 300 ? 'chakra_bad_answer' : 'chakra_refused'],
        };
    }
}
