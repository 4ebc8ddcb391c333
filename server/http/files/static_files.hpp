// A folder of files for browsers: a dashboard, or any other page that is built once and never changes while it is
// served. Mounted on a router beside the API.
#pragma once

#include <server/http/files/open_file.hpp>
#include <server/http/handler.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace praetor::http {

struct static_files_options
{
    std::filesystem::path folder;
    // Below it, names with a hash in them (Vite's "index-DfJ2k3lA.js") are kept by browsers for a year unasked; every
    // other file they ask for again each time, and hear 304. Without slashes; empty: nowhere.
    std::string hashed_folder = "assets";
    // Answers a page that no file stands for (a route inside of the dashboard), where a browser goes to it. Empty: 404.
    std::string fallback = "index.html";
};

// GET and HEAD of the files below the folder, and of "index.html" for a folder. Ranges, conditions, and variants packed
// beforehand ("app.js.br", "app.js.gz", no older than "app.js") where the client takes them. A file is read in pieces
// while it is sent; looking it up takes a few system calls on the caller's thread.
class static_files final : public handler
{
public:
    // Throws error{errc::bad_setting} where the folder is none.
    explicit static_files(static_files_options options);

    // rq.path is below rq.root: "/assets/app.js", or empty for the root itself, which is sent on to "<root>/".
    task<response> handle(request& rq) override;

private:
    response answer(request const& rq) const;
    response serve(request const& rq, open_file file, std::string_view path) const;
    open_file choose_variant(request const& rq, open_file plain, std::string_view path, response& made) const;
    std::string_view cache_control_of(std::string_view path) const;

    static_files_options options_;
    std::string folder_; // real, without a slash at its end
};

} // namespace praetor::http
