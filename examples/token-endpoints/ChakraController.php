<?php
// POST /connect-token for Laravel: the key stays here, the tenant comes from the session.

namespace App\Http\Controllers;

use Illuminate\Http\Request;
use Illuminate\Support\Facades\Cache;
use Illuminate\Support\Facades\Http;

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

            $url = config('services.chakra.url', 'https://api.chakrahq.com');
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

                return response()->json(['code' => $gone ? 'plugin_not_found' : 'chakra_refused'], 502);
            }
            $claims = json_decode(base64_decode(strtr(explode('.', $token)[1], '-_', '+/')), true);
            $plugin = $claims['data']['pluginId'];
            if (! $known) {
                $tenant->update(['chakra_plugin_id' => $plugin]);
            }

            return response()->json(['connectToken' => $token, 'pluginId' => $plugin])
                ->header('Cache-Control', 'no-store');
        });
    }
}
