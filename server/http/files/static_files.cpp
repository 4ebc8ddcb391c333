#include <server/http/files/byte_range.hpp>
#include <server/http/files/content_type.hpp>
#include <server/http/files/http_date.hpp>
#include <server/http/files/preconditions.hpp>
#include <server/http/files/static_files.hpp>

#include <server/http/accepted.hpp>
#include <server/http/refusals.hpp>
#include <server/http/url.hpp>

#include <server/base/error.hpp>
#include <server/base/text/ascii.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace praetor::http {
namespace {

constexpr std::string_view index_page = "/index.html";

// Whether a name ends, before its extension, in a hyphen and a hash of eight characters of base64url:
// "Flows-8sQQsLj0.js", "index-D3YGXaC_.js.map". Words and dates of eight characters are none.
bool has_hash(std::string_view name)
{
    constexpr std::size_t length = 8;
    if (name.ends_with(".map"))
        name.remove_suffix(4);
    name = name.substr(0, name.rfind('.'));
    if (name.size() <= length || name[name.size() - length - 1] != '-')
        return false;
    auto const hash = name.substr(name.size() - length);
    bool has_letter = false;
    bool is_word = true;
    for (char const c : hash) {
        bool const is_small = c >= 'a' && c <= 'z';
        bool const is_capital = c >= 'A' && c <= 'Z';
        if (!is_small && !is_capital && !is_digit(c) && c != '-' && c != '_')
            return false;
        has_letter |= is_small || is_capital;
        is_word &= is_small || c == '-';
    }
    return has_letter && !is_word;
}

bool is_asked_for(request const& rq)
{
    return rq.verb == method::get || rq.verb == method::head;
}

// Makes it 206 or 416 where the client asks for a part.
void narrow(request const& rq, response& made, open_file const& file, file_body& content)
{
    if (rq.verb != method::get || !allows_range(rq, {file.etag, file.modified}))
        return;
    auto const wanted = parse_range(rq.header("range"), file.size);
    if (auto const* range = std::get_if<byte_range>(&wanted)) {
        made.status = 206;
        made.headers.emplace_back("Content-Range",
                                  fmt::format("bytes {}-{}/{}", range->first, range->last(), file.size));
        content.narrow(range->first, range->size);
    }
    else if (std::holds_alternative<unsatisfiable_range>(wanted)) {
        made.status = 416;
        made.headers.emplace_back("Content-Range", fmt::format("bytes */{}", file.size));
        content.narrow(0, 0);
    }
}

std::string real_folder(std::filesystem::path const& folder)
{
    std::error_code failed;
    auto const real = std::filesystem::canonical(folder, failed);
    if (failed || !std::filesystem::is_directory(real, failed))
        throw error{errc::bad_setting, "there is no folder \"" + folder.string() + '"'};
    auto path = real.string();
    return path == "/" ? std::string{} : path;
}

} // namespace

static_files::static_files(static_files_options options)
    : options_(std::move(options)), folder_(real_folder(options_.folder))
{}

task<response> static_files::handle(request& rq)
{
    std::exception_ptr thrown;
    try {
        co_return answer(rq);
    }
    catch (...) {
        thrown = std::current_exception();
    }
    co_return refuse(std::move(thrown), rq);
}

response static_files::answer(request const& rq) const
{
    auto found = open_below(folder_, rq.path);
    std::string path = rq.path;
    if (found.is_folder) {
        std::string_view const folder = std::string_view{path}.substr(0, path.find_last_not_of('/') + 1);
        auto page = open_below(folder_, std::string{folder} + std::string{index_page});
        if (page.file && !rq.path.ends_with('/') && is_asked_for(rq))
            return redirect(url_of(rq, std::string{rq.root} + rq.path + '/', rq.query));
        path = std::string{folder} + std::string{index_page};
        found = std::move(page);
    }
    if (!is_asked_for(rq))
        return found.file ? method_not_allowed("GET, HEAD") : refusal(404, "Not Found");
    if (!found.file && !options_.fallback.empty() && wants_page(rq.header("accept"))) {
        path = '/' + options_.fallback;
        found = open_below(folder_, path);
    }
    return found.file ? serve(rq, std::move(*found.file), path) : refusal(404, "Not Found");
}

response static_files::serve(request const& rq, open_file file, std::string_view path) const
{
    response made;
    made.content_type = content_type_of(path);
    file = choose_variant(rq, std::move(file), path, made);
    made.headers.emplace_back("ETag", file.etag);
    made.headers.emplace_back("Last-Modified", http_date(file.modified));
    made.headers.emplace_back("Cache-Control", cache_control_of(path));
    switch (check_preconditions(rq, {file.etag, file.modified})) {
    case precondition::not_modified:
        made.status = status::not_modified;
        made.content_type = {};
        return made;
    case precondition::failed:
        return refusal(412, "Precondition Failed");
    case precondition::met:
        break;
    }
    made.headers.emplace_back("Accept-Ranges", "bytes");
    made.headers.emplace_back("X-Content-Type-Options", "nosniff");
    narrow(rq, made, file, file.content);
    made.file = std::move(file.content);
    return made;
}

open_file static_files::choose_variant(request const& rq, open_file plain, std::string_view path, response& made) const
{
    static constexpr std::pair<std::string_view, std::string_view> codings[] = {{".br", "br"}, {".gz", "gzip"}};
    auto const accepted = rq.header("accept-encoding");
    // A client that names codings and not the file as it is takes any of them rather.
    double best = accepted.find("identity") == std::string_view::npos ? 0 : coding_weight(accepted, "identity");
    std::string_view chosen;
    open_file file = std::move(plain);
    auto const modified = file.modified;
    bool varies = false;
    for (auto const& [suffix, coding] : codings) {
        auto packed = open_below(folder_, std::string{path} + std::string{suffix}).file;
        if (!packed || packed->modified < modified)
            continue;
        varies = true;
        auto const weight = coding_weight(accepted, coding);
        // As welcome as the file itself, it is shorter.
        if (weight <= 0 || weight < best || (weight == best && !chosen.empty()))
            continue;
        best = weight;
        chosen = coding;
        file = std::move(*packed);
        file.etag.insert(file.etag.size() - 1, suffix);
    }
    if (varies)
        made.headers.emplace_back("Vary", "Accept-Encoding");
    if (!chosen.empty())
        made.headers.emplace_back("Content-Encoding", chosen);
    return file;
}

std::string_view static_files::cache_control_of(std::string_view path) const
{
    auto const in = '/' + options_.hashed_folder + '/';
    bool const is_kept =
        !options_.hashed_folder.empty() && path.starts_with(in) && has_hash(path.substr(path.find_last_of('/') + 1));
    return is_kept ? "public, max-age=31536000, immutable" : "no-cache";
}

} // namespace praetor::http
