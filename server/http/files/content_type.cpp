#include <server/http/files/content_type.hpp>

#include <server/base/text/ascii.hpp>

#include <utility>

namespace praetor::http {

std::string_view content_type_of(std::string_view file_name)
{
    static constexpr std::pair<std::string_view, std::string_view> types[] = {
        {"avif", "image/avif"},
        {"css", "text/css; charset=utf-8"},
        {"csv", "text/csv; charset=utf-8"},
        {"gif", "image/gif"},
        {"gz", "application/gzip"},
        {"htm", "text/html; charset=utf-8"},
        {"html", "text/html; charset=utf-8"},
        {"ico", "image/vnd.microsoft.icon"},
        {"jpeg", "image/jpeg"},
        {"jpg", "image/jpeg"},
        {"js", "text/javascript; charset=utf-8"},
        {"json", "application/json"},
        {"map", "application/json"},
        {"md", "text/markdown; charset=utf-8"},
        {"mjs", "text/javascript; charset=utf-8"},
        {"mp4", "video/mp4"},
        {"otf", "font/otf"},
        {"pdf", "application/pdf"},
        {"png", "image/png"},
        {"svg", "image/svg+xml"},
        {"ttf", "font/ttf"},
        {"txt", "text/plain; charset=utf-8"},
        {"wasm", "application/wasm"},
        {"webm", "video/webm"},
        {"webmanifest", "application/manifest+json"},
        {"webp", "image/webp"},
        {"woff", "font/woff"},
        {"woff2", "font/woff2"},
        {"xml", "application/xml"},
    };
    auto const name = file_name.substr(file_name.find_last_of('/') + 1);
    auto const point = name.find_last_of('.');
    auto const extension = lower_case(point == std::string_view::npos ? std::string_view{} : name.substr(point + 1));
    for (auto const& [known, type] : types)
        if (known == extension)
            return type;
    return "application/octet-stream";
}

} // namespace praetor::http
