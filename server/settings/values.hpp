// The settings that praetor reads, as one tree of structs with their defaults. Filled once, at start (sources.hpp);
// everyone else is given the part that concerns it. How each is spelled outside stands in catalogue.cpp.
#pragma once

#include <server/settings/database_settings.hpp>
#include <server/settings/given_setting.hpp>
#include <server/settings/otel_settings.hpp>
#include <server/settings/server_settings.hpp>
#include <server/settings/setting_types.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace praetor::settings {

// PREFECT_API_…: the client's side.
struct api_settings
{
    std::string url;
};

// PREFECT_TESTING_…
struct testing_settings
{
    bool test_mode = false; // adds GET /pid
};

struct praetor_metrics_settings
{
    bool enabled = false;
};

// PRAETOR_TLS_…: files are PEM.
struct praetor_tls_settings
{
    std::string cert_file; // the server's certificate and those between it and its root; empty: no TLS
    std::string key_file;  // empty: in cert_file
    secret key_password;
    std::string client_ca_file;           // who signs the certificates of clients; empty: they show none
    std::string client_cert = "required"; // or "optional"; where there is a client_ca_file
    std::string health_cert_file;         // what "server health" and "doctor" show, themselves clients; empty: nothing
    std::string health_key_file;          // empty: in health_cert_file
};

// PRAETOR_…: what the reference does not have.
struct praetor_settings
{
    praetor_database_settings database;
    praetor_metrics_settings metrics;
    praetor_tls_settings tls;
    praetor_otel_settings otel;
    // How long a task run that was given to a task worker stays that worker's once its connection has ended.
    seconds task_claim_seconds = 60s;
    std::vector<std::string> forwarded_allow_ips{"127.0.0.1"}; // proxies whose word of clients counts; "*": all
    int login_failures = 20; // of an address that was wrong about who it is, before it is slowed; 0: never
    time_span audit_retention_period = 90 * 24h; // what was told of changes; 0: for ever
    std::string unix_socket_mode = "660";        // of the file of a Unix socket, as chmod has it
    secret encryption_key;                       // PREFECT_SERVER_ENCRYPTION_KEY: a Fernet key for block documents
    std::string prefect_package; // where Prefect's Python package is; empty: looked for; "none": not used
};

// Immutable after start; the io_context's thread and others read it without a lock.
struct values
{
    server_settings server;
    api_settings api;
    testing_settings testing;
    praetor_settings praetor;

    std::string home = "~/.prefect"; // PREFECT_HOME; after reading, "~" is the user's home directory
    std::string ui_url;              // of the dashboard, for links in templates; empty: linked_ui_url() knows
    std::string profiles_path;       // empty: profiles.toml in `home`
    std::string prefect_folder;      // of Prefect's package; empty: it was not found, or is not to be used

    // Every setting of the catalogue in its order, those without effect too, as text with its source: for whoever shows
    // settings. Empty in values that were not read from anywhere.
    std::vector<given_setting> given;

    // Names that look like a setting of the server and are none.
    std::vector<misspelled_setting> misspelled;

    // PREFECT_UI_URL or, without one, PREFECT_API_URL without its "/api"; empty where neither is set.
    std::string linked_ui_url() const
    {
        constexpr std::string_view api_path = "/api";
        std::string_view base = api.url;
        if (base.ends_with(api_path))
            base.remove_suffix(api_path.size());
        return ui_url.empty() ? std::string{base} : ui_url;
    }

    // GET /metrics is there, and statements are counted for it.
    bool has_metrics() const noexcept { return server.metrics_enabled || praetor.metrics.enabled; }
};

} // namespace praetor::settings
