<?php
// The page with the widget, and signing in and out.
use Illuminate\Http\Request;
use Illuminate\Support\Facades\Auth;
use Illuminate\Support\Facades\Route;

const HEAD = <<<'HTML'
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Settings</title><link rel="icon" href="data:,"></head><body>
HTML;

Route::get('/', function (Request $request) {
    $csrf = '<input type="hidden" name="_token" value="'.csrf_token().'">';
    if ($request->user() === null) {
        $buttons = array_map(fn ($name) => "<button name=\"user\" value=\"$name\">$name</button>", array_keys(DEMO_USERS));

        return HEAD.'<form method="post" action="/sign-in">'.$csrf.implode('', $buttons).'</form></body></html>';
    }

    return HEAD.'<form method="post" action="/sign-out">'.$csrf.'<button>Sign out</button></form>
<script async src="/widget/0.1.0/chakra-connect-0.1.0.js"></script>
<chakra-whatsapp-connect backend="/api/chakra"></chakra-whatsapp-connect></body></html>';
});

Route::post('/sign-in', function (Request $request) {
    Auth::loginUsingId((string) $request->post('user'));
    $request->session()->regenerate();

    return redirect('/', 303);
});

Route::post('/sign-out', function (Request $request) {
    Auth::logout();
    $request->session()->invalidate();

    return redirect('/', 303);
});

require __DIR__.'/chakra.php';
