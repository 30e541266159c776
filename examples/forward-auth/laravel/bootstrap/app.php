<?php
// A Laravel app of its few parts that need no Composer: sessions, CSRF tokens, sign-in.
use Illuminate\Config\Repository;
use Illuminate\Contracts\Debug\ExceptionHandler;
use Illuminate\Contracts\Http\Kernel as HttpKernel;
use Illuminate\Foundation\Application;
use Illuminate\Foundation\Exceptions\Handler;
use Illuminate\Foundation\Http\Kernel;
use Illuminate\Support\Facades\Auth;
use Illuminate\Support\Facades\Facade;
use Illuminate\Support\Facades\Route;

require 'Illuminate/autoload.php';
require __DIR__.'/users.php';

class AppKernel extends Kernel
{
    protected $middlewareGroups = ['web' => [
        Illuminate\Cookie\Middleware\EncryptCookies::class,
        Illuminate\Cookie\Middleware\AddQueuedCookiesToResponse::class,
        Illuminate\Session\Middleware\StartSession::class,
        Illuminate\Foundation\Http\Middleware\VerifyCsrfToken::class,
        Illuminate\Routing\Middleware\SubstituteBindings::class,
    ]];

    // The code below replaces them.
    protected function bootstrappers()
    {
        return [];
    }
}

$app = new Application(dirname(__DIR__));
Application::setInstance($app);
$app->singleton(HttpKernel::class, AppKernel::class);
$app->singleton(ExceptionHandler::class, Handler::class);
$app->instance('config', new Repository([
    'app' => ['key' => getenv('APP_KEY'), 'cipher' => 'AES-256-CBC', 'debug' => false],
    'auth' => [
        'defaults' => ['guard' => 'web'],
        'guards' => ['web' => ['driver' => 'session', 'provider' => 'demo']],
        'providers' => ['demo' => ['driver' => 'demo']],
    ],
    'logging' => ['default' => 'errors', 'channels' => ['errors' => ['driver' => 'errorlog']]],
    'session' => [
        'driver' => 'cookie', 'cookie' => 'session', 'lifetime' => 120, 'expire_on_close' => false, 'encrypt' => false,
        'lottery' => [0, 1], 'path' => '/', 'domain' => null, 'secure' => null, 'http_only' => true, 'same_site' => 'lax',
    ],
    'view' => ['paths' => [], 'compiled' => sys_get_temp_dir()],
]));
Facade::setFacadeApplication($app);
foreach ([
    Illuminate\Auth\AuthServiceProvider::class,
    Illuminate\Cookie\CookieServiceProvider::class,
    Illuminate\Encryption\EncryptionServiceProvider::class,
    Illuminate\Filesystem\FilesystemServiceProvider::class,
    Illuminate\Session\SessionServiceProvider::class,
    Illuminate\View\ViewServiceProvider::class,
    Illuminate\Foundation\Providers\FormRequestServiceProvider::class,
] as $provider) {
    $app->register($provider);
}
$app->boot();
Auth::provider('demo', fn () => new DemoUsers);
Route::middleware('web')->group(__DIR__.'/../routes/web.php');

return $app;
