<?php
// POST /connect-token for Laravel: the key stays here, the tenant comes from the session.

namespace App\Http\Controllers;

use Illuminate\Contracts\Cache\LockTimeoutException;
use Illuminate\Http\Client\ConnectionException;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\Cache;
use Illuminate\Support\Facades\Http;
use Illuminate\Support\Facades\Log;

class ChakraController extends Controller
{
    public function connectToken(Request $request)
    {
        // Laravel's CSRF token keeps other sites out. What a form can send is no JSON.
        abort_unless($request->isJson(), 415);
        $tenant = $request->user()?->company; // Yours: never from the body. A text column `chakra_plugin_id`.
        abort_unless($tenant, 401);
        $lock = Cache::lock("chakra-plugin-{$tenant->id}", 20);
        try {
            // Five seconds and the seven for Chakra are within the widget's 15.
            return $lock->block(5, fn () => $this->tokenFor($tenant->refresh(), $request->json('pluginId')));
        } catch (LockTimeoutException) {
            return $this->failed('another call still waits', 504, 'chakra_timeout');
        } catch (ConnectionException $error) {
            // Of curl: 28 is its time limit. Its words may be Chakra's.
            return str_contains($error->getMessage(), 'cURL error 28')
                ? $this->failed('late', 504, 'chakra_timeout')
                : $this->failed('no connection', 502, 'chakra_unreachable');
        }
    }

    private function tokenFor($tenant, $named)
    {
        $known = $tenant->chakra_plugin_id;
        if ($named !== null && $named !== $known) {
            return $this->answer(403, ['code' => 'plugin_not_yours']);
        }

        $url = config('services.chakra.url') ?? 'https://api.chakrahq.com';
        $told = Http::withToken(trim((string) config('services.chakra.key')))->timeout(7)->withoutRedirecting()
            ->post("$url/v1/ext/whatsapp-partner/create-connect-token", $known ? ['pluginId' => $known] : [
                'newPluginName' => $tenant->name,
                'clientReferenceId' => (string) $tenant->id,
                'clientName' => $tenant->name,
            ]);
        $token = $told->successful() ? $told->json('_data.connectToken') : null;
        $plugin = is_string($token) ? $this->pluginOf($token) : null;
        if (! $plugin) {
            if ($known && $this->saysPluginIsGone($told)) {
                $tenant->forceFill(['chakra_plugin_id' => null])->save();

                return $this->failed($told->status(), 502, 'plugin_not_found');
            }

            return $this->failed($told->status(), ...$this->refusal($told->status()));
        }
        if (! $known) {
            $tenant->forceFill(['chakra_plugin_id' => $plugin])->save();
        }

        // Where there is a stand-in for Chakra, its SDK.
        $sdk = config('services.chakra.sdk_url');

        return $this->answer(200, ['connectToken' => $token, 'pluginId' => $plugin, 'sdkUrl' => $sdk]);
    }

    // Chakra says so in words only, never passed on, never logged; with any other status they are a gateway's.
    private function saysPluginIsGone($told): bool
    {
        if (! in_array($told->status(), [400, 404, 410])) {
            return false;
        }
        foreach (['_errors', 'errors', 'message', 'error'] as $name) {
            $said = $told->json($name);
            foreach (is_array($said) && array_is_list($said) ? $said : [$said] as $one) {
                $words = is_array($one) ? ($one['message'] ?? '') : $one;
                if (is_string($words) && preg_match('/plugin/i', $words) && preg_match('/not found/i', $words)) {
                    return true;
                }
            }
        }

        return false;
    }

    private function pluginOf(string $token): ?string
    {
        $claims = json_decode(base64_decode(strtr(explode('.', $token)[1] ?? '', '-_', '+/')), true);

        return $claims['data']['pluginId'] ?? null;
    }

    private function answer(int $status, array $body)
    {
        return response()->json($body, $status)->header('Cache-Control', 'no-store');
    }

    private function failed(int|string $how, int $status, string $code)
    {
        Log::warning("Chakra: create-connect-token: $how: $code");

        return $this->answer($status, ['code' => $code]);
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
